import assert from 'node:assert/strict';
import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import {
  commands,
  ConfigurationTarget,
  extensions,
  languages,
  Position,
  Range,
  Uri,
  window,
  workspace,
  type CompletionItem,
  type CompletionList,
  type TextDocument,
  type TextEditor,
} from 'vscode';
import type { StandIn } from '../stand-ins/clangd/extension';

const SOURCE = `#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct switch_record {
	__u64 common;
	char prev_comm[16];
	__s32 prev_pid;
	__s32 prev_prio;
	__s64 prev_state;
	char next_comm[16];
	__s32 next_pid;
	__s32 next_prio;
};

struct own {
	int prev_pid;
};

char LICENSE[] SEC("license") = "GPL";

SEC("tp/sched/sched_switch")
int on_switch(struct switch_record *ctx)
{
	struct own mine = {};
	bpf_printk("%d", mine.prev_pid);
	bpf_printk("%d", ctx->prev_pid);
	return 0;
}
`;

const folders = (process.env['PATH'] ?? '').split(delimiter);
const programs = ['clangd', ...Array.from({ length: 12 }, (_, index) => `clangd-${24 - index}`)];

function clangdProgram(): string {
  for (const name of programs) {
    for (const folder of folders) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        continue;
      }
    }
  }
  throw new Error('There is no clangd: install it (Debian: apt install clangd).');
}

const nameOf = ({ label }: CompletionItem): string => (typeof label === 'string' ? label : label.label).trim();

async function suggestions(document: TextDocument, before: string): Promise<CompletionItem[]> {
  const place = document.positionAt(document.getText().indexOf(before) + before.length);
  const list = await commands.executeCommand<CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    place,
  );
  return list.items;
}

/** Until clangd has read the file: it then finds fault with what is written here, and with nothing else. */
async function clangdHasRead(editor: TextEditor): Promise<void> {
  const { document } = editor;
  const said = (): string[] =>
    languages
      .getDiagnostics(document.uri)
      .filter(({ source }) => source === 'clang')
      .map(({ message }) => message);
  await editor.edit((edit) => edit.insert(new Position(document.lineCount, 0), 'nonsense'));
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (said().length === 0) return;
      subscription.dispose();
      resolve();
    };
    const subscription = languages.onDidChangeDiagnostics(look);
    look();
  });
  assert.ok(
    said().every((message) => /nonsense|unknown type|expected/i.test(message)),
    said().join('\n'),
  );
  const last = document.lineAt(document.lineCount - 1).range;
  await editor.edit((edit) => edit.delete(new Range(last.start, last.end)));
}

describe('beside clangd', () => {
  let clangd: StandIn;
  let editor: TextEditor;
  let folder: string;
  before(async () => {
    folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    await workspace
      .getConfiguration('bpfTracepoints')
      .update('activeTarget', 'debian12-6.1', ConfigurationTarget.Workspace);
    writeFileSync(join(folder, 'beside.bpf.c'), SOURCE);
    editor = await window.showTextDocument(await workspace.openTextDocument(Uri.file(join(folder, 'beside.bpf.c'))));
    await commands.executeCommand('bpfTracepoints.writeClangd');
    const extension = extensions.getExtension<StandIn>('llvm-vs-code-extensions.vscode-clangd');
    assert.ok(extension, 'the stand-in is installed');
    clangd = await extension.activate();
    await clangd.start(clangdProgram());
  });
  after(() => clangd.stop());

  it('has clangd understand a program with the configuration that we write', async () => {
    const text = readFileSync(join(folder, '.clangd'), 'utf8');
    assert.match(text, /- "-D__TARGET_ARCH_x86"/);
    await clangdHasRead(editor);
  });

  const check = async (): Promise<void> => {
    const { document } = editor;
    const client = clangd.getApi(1).languageClient;
    assert.ok(client);
    const at = document.getText().indexOf('ctx->') + 'ctx->'.length;
    const raw = await client.sendRequest<{ items: { label: string }[] }>('textDocument/completion', {
      textDocument: { uri: document.uri.toString() },
      position: document.positionAt(at),
    });
    const theirs = raw.items.map(({ label }) => label.trim());
    assert.ok(theirs.includes('prev_pid') && theirs.includes('common'), `clangd alone suggests ${theirs.join()}`);
    const items = await suggestions(document, 'ctx->');
    const fields = items.filter((item) => nameOf(item) === 'prev_pid');
    assert.equal(fields.length, 1);
    assert.match(JSON.stringify(fields[0]?.label), /@24:4/);
    assert.equal(items.filter((item) => nameOf(item) === 'common').length, 1, 'what only clangd knows stays');
  };

  it('suggests each field once, ours', check);

  it('leaves clangd’s suggestions alone where we have none', async () => {
    const items = await suggestions(editor.document, 'mine.');
    assert.deepEqual(items.filter((item) => nameOf(item) === 'prev_pid').length, 1);
    assert.doesNotMatch(JSON.stringify(items), /@24:4/);
  });

  it('does so after clangd was restarted', async () => {
    await clangd.start(clangdProgram());
    await clangdHasRead(editor);
    await check();
  });
});
