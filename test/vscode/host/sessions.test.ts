import assert from 'node:assert/strict';
import { join } from 'node:path';
import { commands, ConfigurationTarget, Uri, window, workspace, type CodeLens } from 'vscode';
import { vmSshConfig } from '../support';

describe('sessions', function () {
  this.timeout(300_000);
  let source: Uri;

  before(async function () {
    vmSshConfig(this);
    await workspace.getConfiguration('bpfTracepoints').update('activeTarget', 'vm', ConfigurationTarget.Workspace);
    const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
    assert.ok(folder);
    source = Uri.file(join(folder, 'softirq_count.bpf.c'));
    await window.showTextDocument(source);
  });
  after(() =>
    workspace.getConfiguration('bpfTracepoints').update('activeTarget', 'debian12-6.1', ConfigurationTarget.Workspace),
  );

  async function lenses(): Promise<string[]> {
    const found = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', source);
    return found.map(({ command }) => command?.title ?? '');
  }

  it('load, load again in place, and stop by the file and the name of the target, and leave nothing', async () => {
    // Loaded late: it wants the virtual machine.
    const { bpfObjects, leftovers } = await import('../../target/bed.js');
    const baseline = await bpfObjects();
    await commands.executeCommand('bpfTracepoints.load', source);
    const [figures, ...others] = await lenses();
    assert.match(figures ?? '', /^\$\(pulse\) /);
    assert.deepEqual(others, ['$(debug-stop) Stop on vm', '$(output) Output']);
    const loaded = await leftovers(baseline, 0);

    await commands.executeCommand('bpfTracepoints.reload', source, 'vm');
    const programs = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith('program'));
    assert.equal(programs(loaded).length, 1);
    assert.equal(
      programs(await leftovers(programs(loaded).concat(baseline))).length,
      1,
      'another program in its place',
    );

    await commands.executeCommand('bpfTracepoints.stop', source, 'elsewhere');
    assert.ok((await lenses()).includes('$(debug-stop) Stop on vm'), 'it runs on another target');
    await commands.executeCommand('bpfTracepoints.stop', source, 'vm');
    assert.deepEqual(await lenses(), ['$(play) Load on vm']);
    assert.deepEqual(await leftovers(baseline), []);
  });

  it('that could not be loaded are told of, and can be dismissed', async () => {
    const document = await workspace.openTextDocument(source);
    const editor = await window.showTextDocument(document);
    const start = document.positionAt(document.getText().indexOf('return 0;'));
    await editor.edit((edit) => edit.insert(start, 'nothing = '));
    await commands.executeCommand('bpfTracepoints.load', source);
    assert.deepEqual(await lenses(), ['$(play) Load on vm']);
    await commands.executeCommand('bpfTracepoints.dismiss', source, 'vm');
    await commands.executeCommand('undo');
    await document.save();
  });
});
