import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Editor } from './support';

describe('server settings', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bpf-tracepoints-lsp-'));
  after(() => rmSync(folder, { recursive: true }));
  const format = (offset: number): string =>
    `name: hit\nID: 7\nformat:\n\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n\n` +
    `\tfield:int value;\toffset:${offset};\tsize:4;\tsigned:1;\n\nprint fmt: "%d", REC->value\n`;
  const hints = 'SEC("tp/mine/hit")\nint f(struct undeclared *ctx) { return ctx->value; }';

  it('takes a tracefs root, a plain and a gzipped capture, and changes without a restart', async () => {
    const events = join(folder, 'root', 'events', 'mine', 'hit');
    mkdirSync(events, { recursive: true });
    writeFileSync(join(events, 'format'), format(8));
    writeFileSync(join(folder, 'plain'), `==> mine/hit/format <==\n${format(12)}`);
    writeFileSync(join(folder, 'zipped.gz'), gzipSync(`==> mine/hit/format <==\n${format(16)}`));
    const targets = ['root', 'plain', 'zipped.gz'].map((name) => ({ name, formats: join(folder, name) }));
    const editor = await Editor.start({ targets, activeTarget: 'root' });
    assert.deepEqual(await editor.hints(hints), ['1 @8:4']);
    for (const [activeTarget, expected] of [
      ['plain', '1 @12:4'],
      ['zipped.gz', '1 @16:4'],
    ] as const) {
      const changed = editor.nextStatus();
      await editor.connection.sendNotification('workspace/didChangeConfiguration', {
        settings: { targets, activeTarget },
      });
      assert.equal((await changed).name, activeTarget);
      assert.deepEqual(await editor.hints(hints), [expected]);
    }
    await editor.stop();
  });

  it('reports a target that cannot be read, answers nothing for it, and lives on', async () => {
    const broken = join(folder, 'broken.gz');
    writeFileSync(broken, gzipSync('x'.repeat(1000)).subarray(0, 20));
    const editor = await Editor.start({ targets: [{ name: 'bad', formats: broken }], activeTarget: 'bad' });
    assert.match(editor.messages.join(), /Target bad: .*broken\.gz cannot be read/);
    assert.deepEqual(await editor.hints(hints), []);
    await editor.stop();
  });

  it('says that a target’s BTF cannot be read, and answers without it', async () => {
    const formats = join(folder, 'with-btf');
    writeFileSync(formats, `==> mine/hit/format <==\n${format(8)}`);
    const targets = [{ name: 'box', formats, btf: join(folder, 'no-such-btf') }];
    const editor = await Editor.start({ targets, activeTarget: 'box' });
    assert.match(editor.statuses.at(-1)?.problems.join() ?? '', /^Target box: .*no-such-btf cannot be read: ENOENT/);
    assert.deepEqual(await editor.hints(hints), ['1 @8:4']);
    await editor.stop();
  });

  it('names the problem of a format file that is cut, and keeps the others', async () => {
    const cut = join(folder, 'cut');
    writeFileSync(
      cut,
      `==> mine/hit/format <==\n${format(8)}\n==> mine/other/format <==\nname: other\nID: 8\nformat:\n\tfie`,
    );
    const editor = await Editor.start({ targets: [{ name: 'cut', formats: cut }], activeTarget: 'cut' });
    assert.deepEqual(await editor.hints(hints), ['1 @8:4']);
    const value = await editor.hover('SEC("tp/mine/oth|er")\nint f(void *ctx) { return 0; }');
    assert.match(value ?? '', /format file of `mine\/other` on `cut` cannot be read/);
    await editor.stop();
  });

  it('announces only what changes: another kernel, a capture that was written anew, a setting that answers depend on', async () => {
    const capture = join(folder, 'changing');
    writeFileSync(capture, `==> mine/hit/format <==\n${format(8)}`);
    const targets = [{ name: 'box', formats: capture }];
    const editor = await Editor.start({ targets, activeTarget: 'box' });
    const diagnosed: string[] = [];
    const published = new EventEmitter();
    editor.connection.onNotification('textDocument/publishDiagnostics', ({ uri }: { uri: string }) => {
      diagnosed.push(uri);
      published.emit(uri);
    });
    /** What a request that comes after the settings finds announced: messages are answered in their order. */
    const configure = async (settings: object): Promise<number> => {
      const before = editor.statuses.length;
      await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings });
      await editor.execute('bpfTracepoints.listTracepoints', {});
      return editor.statuses.length - before;
    };
    assert.equal(await configure({ targets, activeTarget: 'box' }), 0);
    assert.equal(await configure({ bpfTracepoints: { targets, activeTarget: 'box', inlayHints: true } }), 0);
    writeFileSync(capture, `==> mine/hit/format <==\n${format(16)}`);
    assert.equal(await configure({ targets, activeTarget: 'box' }), 1);
    assert.equal(await configure({ targets, activeTarget: 'box' }), 0);
    assert.deepEqual(await editor.hints(hints), ['1 @16:4']);
    assert.equal(await configure({ targets, activeTarget: 'box', inlayHints: false }), 1);
    assert.equal(await configure({ targets, activeTarget: 'debian12-6.1' }), 1);
    assert.equal(editor.statuses.at(-1)?.name, 'debian12-6.1');

    // A file is diagnosed when it is opened; the one before it is not diagnosed anew by settings that change nothing.
    const files = ['file:///t/one.bpf.c', 'file:///t/two.bpf.c'];
    for (const uri of files) {
      const answered = once(published, uri);
      await editor.open('SEC("tp/sched/sched_swich")\nint f(void *ctx) { return 0; }\n', uri);
      await answered;
      await configure({ targets, activeTarget: 'debian12-6.1' });
    }
    assert.deepEqual(
      diagnosed.filter((uri) => files.includes(uri)),
      files,
    );
    await editor.stop();
  });

  it('keeps its settings when an editor sends none', async () => {
    const editor = await Editor.start({ activeTarget: 'debian12-6.1' });
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
    assert.match(
      (await editor.hover('SEC("tp/sched/sched_sw|itch")\nint f(void *ctx) { return 0; }')) ?? '',
      /debian12-6\.1/,
    );
    await editor.stop();
  });

  it('survives settings of any shape', async () => {
    for (const settings of [null, 7, { targets: 'x' }, { targets: [null, { name: 1 }], activeTarget: [] }]) {
      const editor = await Editor.start(settings as never);
      assert.notEqual(editor.statuses.at(-1)?.name, undefined);
      await editor.stop();
    }
  });

  it('serves the newest shipped kernel, or this machine’s, where nothing is set, and says which', async () => {
    const editor = await Editor.start(undefined);
    assert.match(editor.statuses.at(-1)?.name ?? '', /^(this machine|debian13-7\.3)$/);
    await editor.stop();
  });
});

describe('server and files that are no BPF program', () => {
  let editor: Editor;
  before(async () => {
    editor = await Editor.start({ activeTarget: 'debian12-6.1' });
  });
  after(() => editor.stop());
  const program = 'SEC("tp/sched/sched_switch")\nint f(void *ctx) { return ctx->|prev_pid; }\n';

  it('stays silent on a binary file and on 20 MB', async () => {
    assert.deepEqual(await editor.complete(`\0\x01\x02${program}`), []);
    assert.deepEqual(await editor.complete(program + '/* filler */\n'.repeat(1_600_000)), []);
    assert.notDeepEqual(await editor.complete(program), []);
  });

  it('stays silent on other sections', async () => {
    const other = 'SEC("kprobe/do_exit")\nint f(void *ctx) { return ctx->|prev_pid; }\n';
    assert.deepEqual(await editor.complete(other), []);
    assert.equal(await editor.hover(other), undefined);
  });
});
