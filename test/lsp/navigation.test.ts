import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Location, LocationLink, Range } from 'vscode-languageserver-protocol';
import { Editor } from './support';

/** As VS Code's client says it: links, hierarchies, and format files from the server. */
const CAPABLE = {
  capabilities: {
    workspace: { textDocumentContent: { dynamicRegistration: true } },
    textDocument: { definition: { linkSupport: true } },
  },
};
const SETTINGS = { activeTarget: 'debian12-6.1' };
const FORMAT = 'bpf-tracepoints-format:/debian12-6.1/events/sched/sched_switch/format';

const STRUCT = 'struct my {\n\tunsigned long long pad;\n\tchar prev_comm[16];\n\tint prev_pid;\n};\n';
const program = (body: string, section = 'tp/sched/sched_switch', struct = STRUCT): string =>
  `${struct}SEC("${section}")\nint on_switch(struct my *ctx)\n{\n\t${body}\n}\n`;

async function definition<T>(editor: Editor, marked: string): Promise<T | null> {
  const { uri, cursor } = await editor.open(marked);
  return editor.connection.sendRequest<T | null>('textDocument/definition', {
    textDocument: { uri },
    position: cursor,
  });
}

const content = async (editor: Editor, uri: string): Promise<string> =>
  (await editor.connection.sendRequest<{ text: string }>('workspace/textDocumentContent', { uri })).text;

function cut(text: string, { start, end }: Range): string {
  const lines = text.split('\n').slice(start.line, end.line + 1);
  lines[lines.length - 1] = lines.at(-1)?.slice(0, end.character) ?? '';
  lines[0] = lines[0]?.slice(start.character) ?? '';
  return lines.join('\n');
}

describe('definitions, in an editor that takes format files from the server', () => {
  let editor: Editor;
  before(async () => {
    editor = await Editor.start(SETTINGS, CAPABLE);
  });
  after(() => editor.stop());

  const LINE = 'field:pid_t prev_pid;\toffset:24;\tsize:4;\tsigned:1;';
  for (const [what, marked, origin] of [
    ['a read', program('return ctx->prev_|pid;'), 'prev_pid'],
    ['a read through a cast', program('return ((struct trace_event_raw_sched_switch *)ctx)->prev_p|id;'), 'prev_pid'],
    ['a member of a context struct', program('return 0;').replace('int prev_pid', 'int prev|_pid'), 'prev_pid'],
    [
      'a read under another name',
      program('return ctx->o|ld;', undefined, STRUCT.replace('int prev_pid', 'int old')),
      'old',
    ],
  ] as const) {
    it(`lead from ${what} to the field’s line`, async () => {
      const [link, ...others] = (await definition<LocationLink[]>(editor, marked)) ?? [];
      assert.deepEqual(others, []);
      assert.equal(link?.targetUri, FORMAT);
      const text = await content(editor, FORMAT);
      assert.equal(cut(text, link.targetRange), LINE);
      assert.equal(cut(text, link.targetSelectionRange), 'prev_pid');
      assert.ok(link.originSelectionRange);
      assert.equal(cut(marked.replace('|', ''), link.originSelectionRange), origin);
    });
  }

  it('lead from an element of a syscall’s arguments to the argument', async () => {
    const marked = program('return (long)ctx->args[|1];', 'tp/syscalls/sys_enter_openat').replace(
      'int on_switch(struct my',
      'int f(struct trace_event_raw_sys_enter',
    );
    const [link] = (await definition<LocationLink[]>(editor, marked)) ?? [];
    assert.ok(link);
    assert.match(cut(await content(editor, link.targetUri), link.targetRange), /^field:const char \* filename;/);
  });

  it('lead from a section to the whole file', async () => {
    const [link] = (await definition<LocationLink[]>(editor, program('return 0;', 'tp/sched/sched_|switch'))) ?? [];
    assert.equal(link?.targetUri, FORMAT);
    const text = await content(editor, FORMAT);
    assert.equal(cut(text, link.targetRange), text);
    assert.equal(cut(text, link.targetSelectionRange), 'name: sched_switch');
  });

  for (const [what, marked] of [
    ['the context’s name', program('return ct|x->prev_pid;')],
    ['a field that the record lacks', program('return ctx->|nothing;')],
    ['a tracepoint that the kernel lacks', program('return 0;', 'tp/sched/sched_|swich')],
    ['another section', `${program('return 0;')}char l[] SEC("lic|ense") = "GPL";`],
    ['a file without programs', program('return ctx->prev_|pid;', 'kprobe/x')],
  ] as const) {
    it(`lead nowhere from ${what}`, async () => {
      assert.equal(await definition(editor, marked), null);
    });
  }

  it('have the text as the kernel wrote it, and errors that say what is not there', async () => {
    assert.match(
      await content(editor, FORMAT),
      /^name: sched_switch\nID: \d+\nformat:\n\tfield:unsigned short common_type;/,
    );
    await assert.rejects(
      content(editor, FORMAT.replace('sched_switch', 'gone')),
      /no format file of sched\/gone on debian12-6\.1/,
    );
    await assert.rejects(
      content(editor, FORMAT.replace('debian12-6.1', 'box9')),
      /no target named “box9”.*debian12-6\.1/,
    );
    await assert.rejects(
      content(editor, 'bpf-tracepoints-format:/debian12-6.1/events/../x/format'),
      /cannot be the name/,
    );
  });

  it('tell the editor when kernels are others than before', async () => {
    const refreshed = new Promise<string>((resolve) => {
      editor.connection.onRequest('workspace/textDocumentContent/refresh', ({ uri }: { uri: string }) => {
        resolve(uri);
        return null;
      });
    });
    await content(editor, FORMAT);
    const settings = { ...SETTINGS, targets: [{ name: 'box', formats: '' }] };
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings });
    assert.equal(await refreshed, FORMAT);
  });
});

describe('definitions, in an editor that opens files only', () => {
  it('lead to a private read-only copy that goes with the server', async () => {
    const editor = await Editor.start(SETTINGS);
    const found = await definition<Location>(editor, program('return ctx->prev_|pid;'));
    assert.ok(found);
    const path = fileURLToPath(found.uri);
    const text = readFileSync(path, 'utf8');
    assert.match(cut(text, found.range), /^field:pid_t prev_pid;/);
    assert.match(path, /debian12-6\.1\/events\/sched\/sched_switch\/format$/);
    assert.equal(statSync(path).mode & 0o777, 0o400);
    const folder = path.slice(0, path.indexOf('/debian12-6.1'));
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    const { mtimeMs } = statSync(path);
    await definition(editor, program('return ctx->prev_|pid;'));
    assert.equal(statSync(path).mtimeMs, mtimeMs);
    await editor.stop();
    assert.equal(existsSync(folder), false);
  });

  it('lead into tracefs where the target is a tracefs root, and stay in the folder whatever the target’s name is', async () => {
    const root = mkdtempSync(join(tmpdir(), 'tracefs-'));
    const path = join(root, 'events', 'sched', 'sched_switch', 'format');
    mkdirSync(dirname(path), { recursive: true });
    const shipped = await Editor.start(SETTINGS, CAPABLE);
    const text = await content(shipped, FORMAT);
    await shipped.stop();
    writeFileSync(path, text);
    const capture = join(root, 'capture');
    writeFileSync(capture, `==> sched/sched_switch/format <==\n${text}`);
    const targets = [
      { name: 'live', formats: root },
      { name: '../..', formats: capture },
    ];
    const editor = await Editor.start({ targets });
    const marked = program('return ctx->prev_|pid;');
    assert.equal((await definition<Location>(editor, marked))?.uri, pathToFileURL(path).href);
    const status = editor.nextStatus();
    await editor.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { targets, activeTarget: '../..' },
    });
    await status;
    const copy = await definition<Location>(editor, marked);
    assert.match(copy?.uri ?? '', /\/bpf-tracepoints-\w+\/.._..\/events\/sched\/sched_switch\/format$/);
    await editor.stop();
    rmSync(root, { recursive: true });
  });
});
