import assert from 'node:assert/strict';
import { join, sep } from 'node:path';
import {
  commands,
  ConfigurationTarget,
  extensions,
  Position,
  Uri,
  window,
  workspace,
  type CompletionList,
  type TextDocument,
} from 'vscode';
import { bpfObjects, leftovers } from '../../target/bed';
import { outputThatMatches } from '../events';
import { vmSshConfig } from '../support';

async function openExample(name: string): Promise<TextDocument> {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  assert.ok(folder);
  const document = await workspace.openTextDocument(Uri.file(join(folder, name)));
  await window.showTextDocument(document);
  return document;
}

describe('the installed VSIX', () => {
  it('is what runs, not this checkout', async () => {
    const extension = extensions.getExtension('bpf-tracepoints.bpf-tracepoints');
    assert.ok(extension, 'the extension is installed');
    assert.ok(!extension.extensionPath.startsWith(process.cwd() + sep) && extension.extensionPath !== process.cwd());
    await openExample('sched_switch.bpf.c');
    await extension.activate();
    assert.ok(extension.isActive);
  });

  it('completes from a kernel that ships', async () => {
    await workspace
      .getConfiguration('bpfTracepoints')
      .update('activeTarget', 'debian12-6.1', ConfigurationTarget.Workspace);
    const document = await openExample('sched_switch.bpf.c');
    const offset = document.getText().lastIndexOf('ctx->next_pid') + 'ctx->'.length;
    const position: Position = document.positionAt(offset);
    const list = await commands.executeCommand<CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      position,
    );
    // The words of the file are completed without us too; types and offsets are not.
    const found = list.items.map(({ label, detail }) =>
      typeof label === 'string' ? label : `${label.label} ${detail ?? ''} ${label.description ?? ''}`,
    );
    assert.ok(found.includes('next_pid pid_t pid_t @56:4'), found.join());
  });

  it('loads on the virtual machine, prints, and leaves nothing there', async function () {
    vmSshConfig(this);
    this.timeout(180_000);
    const baseline = await bpfObjects();
    await workspace.getConfiguration('bpfTracepoints').update('activeTarget', 'vm-sudo', ConfigurationTarget.Workspace);
    const document = await openExample('sched_switch.bpf.c');
    await commands.executeCommand('bpfTracepoints.load', document.uri);
    const output = await outputThatMatches(/\d+ -> \d+ \(/);
    assert.match(output, /^\d+\.\d{6} {2}\[000\] {2}\S.*-\d+ +\d+ -> \d+ \(/m);
    await commands.executeCommand('bpfTracepoints.stop', document.uri);
    assert.deepEqual(await leftovers(baseline), []);
  });
});
