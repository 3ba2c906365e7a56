import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  commands,
  ConfigurationTarget,
  languages,
  Range,
  Uri,
  window,
  workspace,
  type CodeLens,
  type CompletionList,
  type Hover,
  type InlayHint,
  type TextDocument,
} from 'vscode';

const PROGRAM = 'SEC("tp/sched/sched_switch")\nint f(void *ctx)\n{\n\treturn ctx->prev_pid;\n}\n';

async function open(name: string, content: string | Uint8Array): Promise<TextDocument> {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  assert.ok(folder);
  const file = join(folder, name);
  writeFileSync(file, content);
  const document = await workspace.openTextDocument(Uri.file(file));
  await window.showTextDocument(document);
  return document;
}

/** Everything that the extension could say of a file. */
async function answers(
  document: TextDocument,
): Promise<{ hints: number; lenses: number; hovers: number; items: number }> {
  const whole = new Range(0, 0, document.lineCount, 0);
  const place = document.positionAt(document.getText().indexOf('ctx->') + 'ctx->'.length);
  const [hints, lenses, hovers, list] = await Promise.all([
    commands.executeCommand<InlayHint[]>('vscode.executeInlayHintProvider', document.uri, whole),
    commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri),
    commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, place),
    commands.executeCommand<CompletionList>('vscode.executeCompletionItemProvider', document.uri, place, '>'),
  ]);
  const fields = list.items.filter(({ label }) => (typeof label === 'string' ? label : label.label) === 'prev_pid');
  return { hints: hints.length, lenses: lenses.length, hovers: hovers.length, items: fields.length };
}

describe('in the editor', () => {
  before(async () => {
    await workspace
      .getConfiguration('bpfTracepoints')
      .update('activeTarget', 'debian12-6.1', ConfigurationTarget.Workspace);
  });

  it('a program has hints, a code lens, a hover and completion', async () => {
    assert.deepEqual(await answers(await open('program.bpf.c', PROGRAM)), { hints: 1, lenses: 1, hovers: 1, items: 1 });
  });

  it('C that is no BPF program gets nothing', async () => {
    const plain = PROGRAM.replace('SEC("tp/sched/sched_switch")', '__attribute__((noinline))');
    const { hints, lenses, hovers } = await answers(await open('plain.c', plain));
    assert.deepEqual({ hints, lenses, hovers }, { hints: 0, lenses: 0, hovers: 0 });
  });

  it('a file with zero bytes named .bpf.c gets nothing and breaks nothing', async () => {
    // VS Code itself refuses a file with a zero byte among its first 512; this one it opens.
    const bytes = `// ${'binary '.repeat(100)}\n${PROGRAM}\0\x01\x02\n`;
    const { hints, lenses } = await answers(await open('binary.bpf.c', bytes));
    assert.deepEqual({ hints, lenses }, { hints: 0, lenses: 0 });
    assert.equal((await answers(await open('after.bpf.c', PROGRAM))).hints, 1);
  });

  it('clang’s messages stand at their place, and go when they are mended', async function () {
    this.timeout(60_000);
    const source = `#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n${PROGRAM.replace('ctx->prev_pid', 'nowhere')}`;
    const broken = await open('broken.bpf.c', source);
    await commands.executeCommand('bpfTracepoints.compile', broken.uri);
    const [problem, ...others] = languages.getDiagnostics(broken.uri);
    assert.deepEqual(others, []);
    assert.equal(problem?.source, 'clang');
    assert.deepEqual(
      problem.range,
      broken
        .lineAt(5)
        .range.with(broken.positionAt(source.indexOf('nowhere')), broken.positionAt(source.indexOf('nowhere') + 7)),
    );
    const editor = await window.showTextDocument(broken);
    await editor.edit((edit) => edit.replace(problem.range, '0'));
    await commands.executeCommand('bpfTracepoints.compile', broken.uri);
    assert.deepEqual(languages.getDiagnostics(broken.uri), []);
  });
});
