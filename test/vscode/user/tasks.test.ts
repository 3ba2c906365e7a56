import assert from 'node:assert/strict';
import { openEditor, type VscodeEditor } from '../support';

describe('a person who builds with a task', () => {
  let editor: VscodeEditor;
  before(async () => {
    // Without a GPU's canvas the terminal's text is in the page.
    const settings = { 'bpfTracepoints.activeTarget': 'debian12-6.1', 'terminal.integrated.gpuAcceleration': 'off' };
    editor = await openEditor({ settings });
  });
  after(() => editor.close());

  it('finds it among the tasks, and reads in a terminal what clang was told and said', async () => {
    await editor.openFile('sched_switch.bpf.c');
    await editor.waitForStatus(/debian12/);
    await editor.runCommand('Tasks: Run Build Task');
    await editor.page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: 'Compile' }).first().waitFor();
    await editor.answer('Compile sched_switch.bpf.c');
    const terminal = editor.page.locator('.part.panel .xterm-rows');
    // The whole line is there; the terminal breaks it.
    await terminal.filter({ hasText: 'Object:' }).waitFor({ timeout: 60_000 });
    const text = await terminal.innerText();
    await editor.screenshot('task');
    assert.match(text.replaceAll('\u00a0', ' '), /> clang -g -O2 -target bpf/);
  });
});
