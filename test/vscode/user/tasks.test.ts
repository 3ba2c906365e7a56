import assert from 'node:assert/strict';
import { openEditor, type VscodeEditor } from '../support';

describe('a person who builds with a task', () => {
  let editor: VscodeEditor;
  before(async () => {
    editor = await openEditor({ settings: { 'bpfTracepoints.activeTarget': 'debian12-6.1' } });
  });
  after(() => editor.close());

  it('finds it among the tasks, and reads in a terminal what clang was told and said', async () => {
    await editor.openFile('sched_switch.bpf.c');
    await editor.waitForStatus(/debian12/);
    await editor.runCommand('Tasks: Run Build Task');
    const row = editor.page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: 'sched_switch.bpf.c' });
    await row.first().waitFor();
    await editor.answer('Compile sched_switch.bpf.c');
    const tab = editor.page.locator('.part.panel').getByText('Compile sched_switch.bpf.c').first();
    await tab.waitFor({ timeout: 60_000 });
    await editor.page.locator('.part.panel .xterm').first().waitFor();
    await editor.screenshot('task');
    assert.ok(await tab.isVisible());
  });
});
