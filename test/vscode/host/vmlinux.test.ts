import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commands, ConfigurationTarget, Uri, window, workspace } from 'vscode';
import { vmSshConfig } from '../support';

describe('vmlinux.h of the active target', function () {
  this.timeout(120_000);

  it('is written whole where it is wanted', async function () {
    vmSshConfig(this);
    const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    const settings = workspace.getConfiguration('bpfTracepoints');
    await settings.update('activeTarget', 'vm', ConfigurationTarget.Workspace);
    await window.showTextDocument(await workspace.openTextDocument({ language: 'c', content: 'int x;\n' }));
    const file = join(folder, 'vmlinux.h');
    await commands.executeCommand('bpfTracepoints.writeVmlinux', Uri.file(file));
    const text = readFileSync(file, 'utf8');
    assert.match(
      text,
      /^\/\* vm, Linux \d+\.\d+[\w.+~-]*\. Written by BPF Tracepoints\. \*\/\n#ifndef __VMLINUX_H__\n/,
    );
    assert.match(text, /#endif \/\* __VMLINUX_H__ \*\/\n$/);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.new')),
      [],
    );
    rmSync(file);
    await settings.update('activeTarget', 'debian12-6.1', ConfigurationTarget.Workspace);
  });
});
