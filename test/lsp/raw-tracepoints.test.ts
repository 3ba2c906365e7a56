import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleKernel } from '../unit/btf/blob';
import { Editor } from './support';

describe('raw tracepoints', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bpf-tracepoints-raw-'));
  const [formats, btf] = [join(folder, 'capture'), join(folder, 'btf')];
  let editor: Editor;
  before(async () => {
    const field = '\tfield:int value;\toffset:8;\tsize:4;\tsigned:1;\n\nprint fmt: ""\n';
    writeFileSync(formats, `==> mine/hit/format <==\nname: hit\nID: 7\nformat:\n${field}`);
    writeFileSync(btf, sampleKernel());
    editor = await Editor.start({ targets: [{ name: 'box', formats, btf }] });
  });
  after(async () => {
    await editor.stop();
    rmSync(folder, { recursive: true });
  });

  it('completes event names in each kind of section', async () => {
    for (const prefix of ['raw_tp/', 'raw_tracepoint/', 'tp_btf/', '?tp_btf/']) {
      const items = await editor.complete(`SEC("${prefix}sw|")\nint f(void *ctx) { return 0; }`);
      assert.deepEqual(
        items.map(({ label }) => label),
        ['switch'],
      );
    }
  });

  it('says what each argument is that a program reads', async () => {
    const args = 'SEC("raw_tp/switch")\nint f(struct bpf_raw_tracepoint_args *ctx) { return ctx->args[1] != 0; }';
    assert.deepEqual(await editor.hints(args), ['1 struct task_struct *task']);
    const plain = 'SEC("tp_btf/wake")\nint f(__u64 *ctx) { return ctx[0] + ctx[9]; }';
    assert.deepEqual(await editor.hints(plain), ['1 bool success']);
  });

  it('hints at a parameter of BPF_PROG only where the kernel has another', async () => {
    const program = 'SEC("tp_btf/switch")\nint BPF_PROG(f, bool preempt, struct task_struct *p)\n{ return 0; }';
    assert.deepEqual(await editor.hints(program), ['1 struct task_struct *task']);
  });

  it('shows the arguments on hover, and nothing for an unknown event or in other sections', async () => {
    const rest = '\nint f(__u64 *ctx) { return ctx[1]; }';
    assert.match((await editor.hover(`SEC("raw_tp/swi|tch")${rest}`)) ?? '', /args\[0\] {2}bool preempt\nargs\[1\]/);
    const read = 'SEC("raw_tp/switch")\nint f(__u64 *ctx) { return ct|x[1]; }';
    assert.match((await editor.hover(read)) ?? '', /struct task_struct \*task[^]*argument 1 of raw tracepoint/);
    assert.equal(await editor.hover(`SEC("raw_tp/no|ne")${rest}`), undefined);
    assert.deepEqual(await editor.hints(`SEC("kprobe/switch")${rest}`), []);
  });
});
