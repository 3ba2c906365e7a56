import assert from 'node:assert/strict';
import { sep } from 'node:path';
import { extensions, window, workspace } from 'vscode';

describe('the installed VSIX', () => {
  it('is what runs, not this checkout', async () => {
    const extension = extensions.getExtension('bpf-tracepoints.bpf-tracepoints');
    assert.ok(extension, 'the extension is installed');
    assert.ok(!extension.extensionPath.startsWith(process.cwd() + sep) && extension.extensionPath !== process.cwd());
    await window.showTextDocument(await workspace.openTextDocument({ language: 'c', content: 'int x;\n' }));
    await extension.activate();
    assert.ok(extension.isActive);
  });
});
