import assert from 'node:assert/strict';
import { commands, extensions, workspace, window } from 'vscode';

describe('activation', () => {
  it('comes with a C file, and brings every command of the manifest', async () => {
    const extension = extensions.getExtension('bpf-tracepoints.bpf-tracepoints');
    assert.ok(extension, 'the extension is installed');
    await window.showTextDocument(await workspace.openTextDocument({ language: 'c', content: 'int x;\n' }));
    await extension.activate();
    const { contributes } = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const known = new Set(await commands.getCommands(true));
    const missing = contributes.commands.map(({ command }) => command).filter((command) => !known.has(command));
    assert.deepEqual(missing, []);
  });
});
