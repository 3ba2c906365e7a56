import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands, ConfigurationTarget, Uri, window, workspace, type LocationLink } from 'vscode';

describe('go to definition', () => {
  it('opens the format file at the field’s line, highlighted and read-only', async () => {
    await workspace
      .getConfiguration('bpfTracepoints')
      .update('activeTarget', 'debian12-6.1', ConfigurationTarget.Workspace);
    const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
    assert.ok(folder);
    const path = join(folder, 'definition.bpf.c');
    writeFileSync(path, 'SEC("tp/sched/sched_switch")\nint f(void *ctx)\n{\n\treturn ctx->prev_pid;\n}\n');
    const document = await workspace.openTextDocument(Uri.file(path));
    await window.showTextDocument(document);
    const links = await commands.executeCommand<LocationLink[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      document.positionAt(document.getText().indexOf('prev_pid')),
    );
    const link = links.find(({ targetUri }) => targetUri.scheme === 'bpf-tracepoints-format');
    assert.ok(link);
    const format = await workspace.openTextDocument(link.targetUri);
    assert.equal(format.languageId, 'tracepoint-format');
    assert.match(format.getText(link.targetRange), /^field:pid_t prev_pid;\toffset:24;/);
    const editor = await window.showTextDocument(format);
    const before = format.getText();
    await editor.edit((edit) => edit.insert(format.positionAt(0), 'x')).then(undefined, () => false);
    assert.equal(format.getText(), before);
    assert.equal(format.isDirty, false);
  });
});
