import assert from 'node:assert/strict';
import { indexCapture } from '../../../core/formats/kernel-index';
import type { Tracepoint } from '../../../core/formats/types';
import { generateProgram, type ProgramOptions } from '../../../core/generate/program';
import { realTracepoint, realtimeCommon, shippedCaptures, tracepointWith } from '../formats/support';
import { compileErrors } from './clang';

function program(tracepoint: Tracepoint, options: ProgramOptions = {}): string {
  const result = generateProgram(tracepoint, options);
  assert.ok(result.ok);
  return result.value.text;
}

/** The function's lines without indentation. */
const body = (text: string): string[] =>
  text
    .slice(text.lastIndexOf('{\n', text.lastIndexOf('return 0;')) + 2, text.lastIndexOf('}'))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const schedSwitch = realTracepoint('debian12-6.1', 'sched/sched_switch');

describe('a generated program', function () {
  this.timeout(30_000);

  it('is a whole file for its tracepoint', () => {
    const text = program(schedSwitch, { kernel: 'Debian 12 (6.1)' });
    assert.match(text, /^\/\/ SPDX-License-Identifier: GPL-2\.0\n/);
    assert.match(text, /sched\/sched_switch.*\n.*\n.*Debian 12 \(6\.1\)/);
    assert.match(text, /^char LICENSE\[\] SEC\("license"\) = "GPL";$/m);
    assert.match(
      text,
      /^SEC\("tracepoint\/sched\/sched_switch"\)\nint on_sched_switch\(struct sched_switch_ctx \*ctx\)\n\{$/m,
    );
    assert.deepEqual(body(text), [
      'char prev_comm[16] = {};',
      'char next_comm[16] = {};',
      'bpf_probe_read_kernel_str(prev_comm, sizeof(prev_comm), ctx->prev_comm);',
      'bpf_probe_read_kernel_str(next_comm, sizeof(next_comm), ctx->next_comm);',
      'bpf_printk("sched_switch: prev_comm=%s prev_pid=%d prev_prio=%d", prev_comm, ctx->prev_pid, ctx->prev_prio);',
      'bpf_printk("sched_switch: prev_state=%lld next_comm=%s next_pid=%d", ctx->prev_state, next_comm, ctx->next_pid);',
      'return 0;',
    ]);
  });

  it('reads a syscall’s strings from user space, and its narrow arguments through a cast', () => {
    assert.deepEqual(body(program(realTracepoint('debian12-6.1', 'syscalls/sys_enter_openat'))), [
      'char filename[64] = {};',
      'bpf_probe_read_user_str(filename, sizeof(filename), ctx->filename);',
      'bpf_printk("sys_enter_openat: dfd=%d filename=%s flags=%d", (int)ctx->dfd, filename, (int)ctx->flags);',
      'bpf_printk("sys_enter_openat: mode=%u", (unsigned int)ctx->mode);',
      'return 0;',
    ]);
  });

  it('finds dynamic strings from the record’s start, or from their own end', () => {
    const text = program(tracepointWith('c/e', ['__data_loc char[] a @8:4', '__rel_loc char[] b @12:4']));
    assert.match(text, /kernel_str\(a, sizeof\(a\), \(void \*\)ctx \+ \(ctx->__data_loc_a & 0xffff\)\);/);
    assert.match(
      text,
      /kernel_str\(b, sizeof\(b\), \(void \*\)\(&ctx->__rel_loc_b \+ 1\) \+ \(ctx->__rel_loc_b & 0xffff\)\);/,
    );
  });

  it('prints the event where there is nothing else', () => {
    assert.deepEqual(body(program(tracepointWith('c/e', []))), ['bpf_printk("e");', 'return 0;']);
  });

  it('prints addresses where there is nothing else', () => {
    const lines = body(program(tracepointWith('c/e', ['struct page * page @8:8'])));
    assert.deepEqual(lines, ['bpf_printk("e: page=%llx", (__u64)ctx->page);', 'return 0;']);
  });

  it('takes names, and refuses those that are no C identifiers', () => {
    const text = program(schedSwitch, { structName: 'mine', functionName: 'handle' });
    assert.match(text, /^int handle\(struct mine \*ctx\)$/m);
    assert.equal(generateProgram(schedSwitch, { structName: 'a b' }).ok, false);
    assert.deepEqual(generateProgram(schedSwitch, { functionName: 'a-b' }), {
      ok: false,
      error: '“a-b” cannot be the name of a C function.',
    });
  });

  it('is refused where BPF cannot attach', () => {
    const result = generateProgram(realTracepoint('debian12-6.1', 'ftrace/function'));
    assert.ok(!result.ok && result.error.includes('ftrace/function'));
  });

  it('reads every field on demand', () => {
    const fields = [
      'u8 a @8:1',
      'u64 b[2] @16:16',
      'char c[8] @32:8',
      '__data_loc u8[] d @40:4',
      'void * e @48:8',
      'struct x f @56:24',
      'u32 g @81:4',
    ];
    const text = program(tracepointWith('c/e', fields), { readEveryField: true });
    for (const read of [
      'sink = ctx->a;',
      'sink = ctx->b[0];',
      'sink = ctx->b[1];',
      'bpf_probe_read_kernel(scratch, 8, ctx->c);',
      'sink = ctx->__data_loc_d >> 16;',
      'sink = (__u64)ctx->e;',
      'bpf_probe_read_kernel(scratch, 24, ctx->f);',
      'bpf_probe_read_kernel(scratch, 4, ctx->g);',
    ]) {
      assert.ok(body(text).includes(read), read);
    }
    assert.equal(compileErrors(text), '');
  });

  const awkward: readonly [string, readonly string[]][] = [
    [
      'locals named as its own',
      ['char ctx[8] @8:8', 'char sink[8] @16:8', 'char scratch[8] @24:8', 'char default[8] @32:8'],
    ],
    ['nothing but strings', Array.from({ length: 9 }, (_, index) => `char s${index}[200] @${8 + index * 200}:200`)],
    ['an array longer than a screen', ['u32 a[500] @8:2000']],
  ];
  for (const [what, fields] of awkward) {
    it(`compiles with ${what}`, () => {
      const tracepoint = tracepointWith('c/e', fields);
      assert.equal(compileErrors(program(tracepoint)), '');
      assert.equal(compileErrors(program(tracepoint, { readEveryField: true })), '');
    });
  }

  it('compiles on PREEMPT_RT', () => {
    assert.equal(compileErrors(program(tracepointWith('c/e', ['int a @12:4'], realtimeCommon))), '');
  });
});

describe('the programs of a whole kernel', () => {
  const limits = (text: string): void => {
    for (const [call] of text.matchAll(/bpf_printk\(.*\);/g)) {
      assert.ok((call.match(/%/g)?.length ?? 0) <= 3, call);
      assert.ok((call.match(/%s/g)?.length ?? 0) <= 1, call);
    }
  };

  for (const { kernel, text } of shippedCaptures()) {
    const index = indexCapture(text);
    const tracepoints = index.names.flatMap((name) => index.get(name) ?? []).filter(({ attachable }) => attachable);

    it(`${kernel}: all keep to what bpf_trace_printk takes on every kernel`, function () {
      this.timeout(60_000);
      for (const tracepoint of tracepoints) limits(program(tracepoint));
    });

    it(`${kernel}: a sample across categories compiles, reading every field`, function () {
      this.timeout(120_000);
      const sample = tracepoints.filter((_, position) => position % 151 === 0);
      assert.ok(sample.length >= 10);
      for (const tracepoint of sample) {
        assert.equal(compileErrors(program(tracepoint, { readEveryField: true, kernel })), '', tracepoint.name);
      }
    });
  }
});
