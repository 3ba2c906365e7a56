import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  commands,
  ConfigurationTarget,
  DiagnosticSeverity,
  languages,
  Position,
  Range,
  Uri,
  window,
  workspace,
  type Diagnostic,
  type TextDocument,
  type TextEditor,
} from 'vscode';

const PROGRAM =
  'SEC("tp/sched/sched_switch")\nint f(struct trace_event_raw_sched_switch *ctx)\n{\n\treturn ctx->ent.pid;\n}\n';

async function open(name: string, content: string): Promise<TextEditor> {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  assert.ok(folder);
  const file = join(folder, name);
  writeFileSync(file, content);
  return window.showTextDocument(await workspace.openTextDocument(Uri.file(file)));
}

function placeOf(document: TextDocument, text: string): Range {
  const at = document.getText().indexOf(text);
  return new Range(document.positionAt(at), document.positionAt(at + text.length));
}

/** Our diagnostics of a file once there are `count` of them. */
function ours(uri: Uri, count: number): Promise<Diagnostic[]> {
  const now = (): Diagnostic[] => languages.getDiagnostics(uri).filter(({ source }) => source === 'bpf-tracepoints');
  return new Promise((resolve) => {
    const look = (): void => {
      const found = now();
      if (found.length !== count) return;
      subscription.dispose();
      resolve(found);
    };
    const subscription = languages.onDidChangeDiagnostics(look);
    look();
  });
}

describe('what the kernel would refuse, in the editor', () => {
  before(async () => {
    await workspace
      .getConfiguration('bpfTracepoints')
      .update('activeTarget', 'debian12-6.1', ConfigurationTarget.Workspace);
  });

  it('stands at its place, leads to its explanation, and goes when it is mended', async () => {
    const editor = await open('refused.bpf.c', PROGRAM);
    const { document } = editor;
    const [found] = await ours(document.uri, 1);
    assert.ok(found);
    assert.equal(found.severity, DiagnosticSeverity.Error);
    assert.equal(document.getText(found.range), 'ctx->ent');
    assert.ok(typeof found.code === 'object');
    assert.equal(found.code.value, 'common-field-read');
    const { target } = found.code;
    assert.equal(target.scheme, 'file');
    assert.equal(target.fragment, 'common-field-read');
    // The page that the link opens.
    assert.ok(existsSync(target.fsPath), target.fsPath);
    await editor.edit((edit) => edit.replace(placeOf(document, 'ent.pid'), 'next_pid'));
    assert.deepEqual(await ours(document.uri, 0), []);
  });

  it('is told of all other kernels on request, until the file changes', async () => {
    const editor = await open('newer.bpf.c', 'SEC("tp/block/block_io_start")\nint g(void *ctx)\n{\n\treturn 0;\n}\n');
    const { document } = editor;
    const before = await ours(document.uri, 1);
    assert.doesNotMatch(before[0]?.message ?? '', /^On /);
    await commands.executeCommand('bpfTracepoints.checkAllTargets', document.uri);
    const all = languages.getDiagnostics(document.uri).filter(({ message }) => /^On .*debian11-5\.10/.test(message));
    assert.ok(all.length >= 1);
    await editor.edit((edit) => edit.insert(new Position(0, 0), '\n'));
    assert.ok(languages.getDiagnostics(document.uri).every(({ message }) => !message.startsWith('On ')));
  });
});
