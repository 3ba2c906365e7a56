import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { sshExec } from '../../target/bed';
import { boxSettings, openEditor, vmSshConfig, type VscodeEditor } from '../support';

const COMMAND = 'BPF Tracepoints: New Program…';
const SEEN = 'SEC("tp/sched/sched_process_exec") int seen(void *ctx) { return 0; }\n';

describe('a person who has a program written', function () {
  this.timeout(300_000);
  let editor: VscodeEditor;

  before(async function () {
    const sshConfig = vmSshConfig(this);
    editor = await openEditor({
      files: { 'seen.bpf.c': SEEN },
      size: { width: 1280, height: 900 },
      settings: boxSettings(sshConfig),
    });
    await editor.openFile('seen.bpf.c');
    await editor.waitForStatus(/^\s*box\s*$/, 90_000);
  });
  after(() => editor.close());

  const widget = (): Locator => editor.page.locator('.quick-input-widget:visible');
  const focused = (text: string | RegExp): Locator =>
    widget().locator('.monaco-list-row.focused').filter({ hasText: text }).first();
  const step = async (title: RegExp, active: string | RegExp, picture: string): Promise<void> => {
    await widget().locator('.quick-input-title').filter({ hasText: title }).waitFor();
    await focused(active).waitFor();
    await editor.screenshot(`new-program-${picture}`);
  };

  it('leaves nothing when it is given up', async () => {
    await editor.runCommand(COMMAND);
    await step(/1\/5/, 'sched/sched_process_exec', 'tracepoint');
    await editor.press('Enter');
    await step(/2\/5/, 'Print each hit', 'shape');
    await editor.press('Escape');
    await widget().waitFor({ state: 'hidden' });
    assert.equal(await editor.page.locator('.tab').count(), 1);
  });

  it('prints chosen fields of the hits that pass a filter, and loads', async () => {
    await editor.runCommand(COMMAND);
    await step(/1\/5/, 'sched/sched_process_exec', 'tracepoint');
    await editor.press('Enter');
    await step(/2\/5/, 'Print each hit', 'shape');
    await editor.press('Enter');
    await widget().locator('.quick-input-title').filter({ hasText: /3\/5/ }).waitFor();
    await widget().locator('.monaco-list-row').filter({ hasText: 'filename' }).first().waitFor();
    await editor.screenshot('new-program-fields');
    await editor.press('Enter');
    await step(/4\/5/, 'All hits', 'filter');
    await editor.typeText('filename == "/bin/true"');
    await focused('Only hits where filename').waitFor();
    await editor.press('Enter');
    await step(/5\/5/, 'A struct in the program', 'context');
    await editor.press('Enter');
    await editor.page.locator('.tab.active[data-resource-name="print_sched_process_exec.bpf.c"]').waitFor();
    await editor.waitForStatus(/Ln 41, Col/);
    await editor.screenshot('new-program-print');
    await editor.save();
    await editor.runCommand('BPF Tracepoints: Load on Target');
    await editor.waitForOutput(/loaded on box/, 120_000);
    assert.equal((await sshExec('vm-root', '/bin/true; /bin/false; /bin/true')).code, 0);
    await editor.waitForOutput(/filename=\/bin\/true/, 60_000);
    assert.doesNotMatch(await editor.outputText(), /bin\/false/);
    await editor.runCommand('BPF Tracepoints: Stop');
  });

  it('measures a latency between two tracepoints, with the key offered first', async () => {
    await editor.runCommand(COMMAND);
    await widget().locator('.quick-input-title').filter({ hasText: /1\/5/ }).waitFor();
    await editor.typeText('softirq_entry');
    await focused('irq/softirq_entry').waitFor();
    await editor.press('Enter');
    await widget().locator('.monaco-list-row').filter({ hasText: 'Latency' }).waitFor();
    for (let row = 0; row < 3; row++) await editor.press('ArrowDown');
    await focused('Latency').waitFor();
    await editor.press('Enter');
    await step(/3\/7/, 'irq/softirq_exit', 'end');
    await editor.press('Enter');
    await step(/4\/7/, 'vec', 'key');
    await editor.press('Enter');
    await step(/5\/6/, 'All hits', 'latency-filter');
    await editor.press('Enter');
    await focused('A struct in the program').waitFor();
    await editor.press('Enter');
    await editor.page.locator('.tab.active[data-resource-name="start_softirq_entry.bpf.c"]').waitFor();
    await editor.screenshot('new-program-latency');
  });
});
