import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Editor } from './support';

interface Compared {
  readonly kernel: string;
  readonly status: string;
  readonly fields: readonly { readonly name: string; readonly status: string; readonly offset?: number }[];
}

const read = (field: string, section: string): string =>
  `SEC("${section}")\nint f(void *ctx)\n{\n\treturn ctx->${field.slice(0, 1)}|${field.slice(1)};\n}\n`;

describe('several kernels at once', () => {
  let editor: Editor;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kernels-'));
    const shipped = await Editor.start(
      { activeTarget: 'debian12-6.1' },
      {
        capabilities: { workspace: { textDocumentContent: {} } },
      },
    );
    const uri = 'bpf-tracepoints-format:/debian12-6.1/events/sched/sched_switch/format';
    const { text } = await shipped.connection.sendRequest<{ text: string }>('workspace/textDocumentContent', { uri });
    await shipped.stop();
    // As PREEMPT_RT has it: everything after the common fields 4 bytes later.
    const [common = '', own = ''] = text.split('\n\n');
    const later = own.replace(/offset:(\d+)/g, (_, offset: string) => `offset:${Number(offset) + 4}`);
    writeFileSync(
      join(folder, 'rt'),
      `==> sched/sched_switch/format <==\n${common}\n\n${later}\n\n${text.slice(text.indexOf('print fmt'))}`,
    );
    editor = await Editor.start({
      activeTarget: 'debian12-6.1',
      targets: [
        { name: 'lab-rt', formats: join(folder, 'rt') },
        { name: 'lab-off', formats: '' },
        { name: 'lab-gone', formats: join(folder, 'gone') },
      ],
    });
  });
  after(async () => {
    await editor.stop();
    rmSync(folder, { recursive: true });
  });

  it('hover on a field says where the others have it', async () => {
    const hover = (await editor.hover(read('prev_pid', 'tp/sched/sched_switch'))) ?? '';
    assert.match(hover, /\n\nOffset 24 here( and on `debian[^;]*)?; 28 on `lab-rt`[,;.]/);
    assert.doesNotMatch(hover, /lab-off|lab-gone/);
  });

  it('hover on a section says it of the record, above its table', async () => {
    const hover = (await editor.hover('SEC("tp/sched/sched_|switch")\nint f(void *ctx) { return 0; }\n')) ?? '';
    const [, line = '', table = ''] = hover.split('\n\n');
    assert.match(line, /differs in `prev_comm`, `prev_pid`, `prev_prio` and 4 more on `lab-rt`/i);
    assert.match(table, /^\| offset/);
  });

  it('hover says “absent” of a tracepoint that another kernel lacks', async () => {
    const hover = (await editor.hover(read('child_pid', 'tp/sched/sched_process_fork'))) ?? '';
    assert.match(hover, /absent on `lab-rt`/);
  });

  it('the command tells it of a field, the active kernel first, without what could not be opened', async () => {
    const answer = await editor.execute<Compared[]>('bpfTracepoints.compareTracepoint', {
      name: 'sched/sched_switch',
      field: 'prev_pid',
    });
    assert.equal(answer[0]?.kernel, 'debian12-6.1');
    assert.equal(answer[0].status, 'same');
    const rt = answer.find(({ kernel }) => kernel === 'lab-rt');
    assert.deepEqual(rt?.fields, [{ name: 'prev_pid', status: 'moved', offset: 28, size: 4, type: 'pid_t' }]);
    assert.equal(
      answer.some(({ kernel }) => kernel === 'lab-off' || kernel === 'lab-gone'),
      false,
    );
  });

  it('the command tells it of a record, compared with the kernel that is asked for', async () => {
    const answer = await editor.execute<Compared[]>('bpfTracepoints.compareTracepoint', {
      target: 'lab-rt',
      name: 'sched:sched_switch',
    });
    assert.deepEqual(
      answer.slice(0, 1).map(({ kernel, status, fields }) => [kernel, status, fields.length]),
      [['lab-rt', 'same', 7]],
    );
    assert.equal(answer.find(({ kernel }) => kernel === 'debian12-6.1')?.status, 'moved');
  });

  it('the command says what no kernel has', async () => {
    const compare = (argument: unknown): Promise<unknown> =>
      editor.execute('bpfTracepoints.compareTracepoint', argument);
    await assert.rejects(compare({ name: 'sched/sched_swich' }), /on any known kernel\. Nearest: sched\/sched_switch/);
    await assert.rejects(
      compare({ name: 'sched/sched_switch', field: 'gone' }),
      /On no known kernel .* a field “gone”/,
    );
    await assert.rejects(compare({}), /“name” is missing/);
    await assert.rejects(compare({ name: 'sched/sched_switch', field: 3 }), /“field” must be a string/);
  });
});

describe('kernels that agree', () => {
  it('take one short line in a hover', async () => {
    const editor = await Editor.start({ activeTarget: 'debian12-6.1' });
    const hover = (await editor.hover(read('ret', 'tp/syscalls/sys_exit_openat'))) ?? '';
    assert.match(hover, /\n\nSame on all \d+ known kernels\.$/);
    await editor.stop();
  });
});
