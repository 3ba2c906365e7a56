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
  const row = (text: string | RegExp): Locator =>
    widget().locator('.monaco-list-row').filter({ hasText: text }).first();
  const marked = (text: string): Locator =>
    row(text).and(editor.page.locator('[aria-checked="true"], :has([aria-checked="true"]), :has(input:checked)'));
  const title = (text: string | RegExp): Promise<void> =>
    widget().locator('.quick-input-title').filter({ hasText: text }).waitFor();
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
    await step(/3\/6/, 'irq/softirq_exit', 'end');
    await editor.press('Enter');
    await title(/4\/6/);
    await marked('vec').waitFor();
    await editor.screenshot('new-program-key');
    await editor.press('Enter');
    await step(/5\/6/, 'All hits', 'latency-filter');
    await editor.press('Enter');
    await focused('A struct in the program').waitFor();
    await editor.press('Enter');
    await editor.page.locator('.tab.active[data-resource-name="start_softirq_entry.bpf.c"]').waitFor();
    await editor.screenshot('new-program-latency');
  });

  it('offers what tells requests apart, and takes a key of several fields', async () => {
    await editor.runCommand(COMMAND);
    await title(/1\/5/);
    await editor.typeText('block_rq_issue');
    await focused('block/block_rq_issue').waitFor();
    await editor.press('Enter');
    await row('Latency').waitFor();
    for (let row = 0; row < 3; row++) await editor.press('ArrowDown');
    await focused('Latency').waitFor();
    await editor.press('Enter');
    await title(/3\/6/);
    await focused('block/block_rq_complete').waitFor();
    await editor.press('Enter');
    await title(/4\/6/);
    await marked('dev').waitFor();
    await marked('sector').waitFor();
    await row('nr_sector').locator('input, .monaco-checkbox, .quick-input-list-checkbox').first().click();
    await marked('nr_sector').waitFor();
    await editor.screenshot('new-program-key-of-several');
    await widget().locator('.monaco-button').filter({ hasText: 'OK' }).click();
    await title(/5\/6/);
    await editor.press('Enter');
    await title(/6\/6/);
    await editor.press('Enter');
    await editor.page.locator('.tab.active[data-resource-name="start_block_rq_issue.bpf.c"]').waitFor();
    await editor.press('Control+Home');
    const text = (await editor.visibleLines()).join('\n');
    assert.match(text, /with\sthe\ssame\sdev,\ssector,\snr_sector\./);
  });

  it('prints the hits of two tracepoints, each with its own fields and filter', async () => {
    await editor.runCommand(COMMAND);
    await title(/1\/5/);
    await editor.typeText('sys_enter_dup3');
    await focused('syscalls/sys_enter_dup3').waitFor();
    await editor.press('Enter');
    await title(/2\/5/);
    await row('Choose Tracepoints…').click();
    await marked('syscalls/sys_enter_dup3').waitFor();
    await editor.typeText('sys_enter_dup2');
    await row('syscalls/sys_enter_dup2').locator('input, .monaco-checkbox, .quick-input-list-checkbox').first().click();
    await editor.screenshot('new-program-choose');
    await widget().locator('.monaco-button').filter({ hasText: 'OK' }).click();
    await title(/\(2\/7\)/);
    await row('Latency from syscalls/sys_enter_dup2 to syscalls/sys_enter_dup3').waitFor();
    await step(/2\/7/, 'Print each hit', 'shape-of-two');
    await editor.press('Enter');
    await title('1 of 2: syscalls/sys_enter_dup3 (3/7)');
    await marked('oldfd').waitFor();
    await editor.press('Enter');
    await step(/1 of 2: .*\(4\/7\)/, 'All hits', 'filter-of-first');
    await editor.press('Enter');
    await title('2 of 2: syscalls/sys_enter_dup2 (5/7)');
    await marked('oldfd').waitFor();
    await editor.screenshot('new-program-fields-of-second');
    await widget().locator('.action-label[aria-label^="Back"]').click();
    await title('1 of 2: syscalls/sys_enter_dup3 (4/7)');
    await editor.press('Enter');
    await title('2 of 2: syscalls/sys_enter_dup2 (5/7)');
    await editor.press('Enter');
    await title(/6\/7/);
    await editor.typeText('newfd == 8');
    await focused('Only hits where newfd').waitFor();
    await editor.press('Enter');
    await title(/7\/7/);
    await editor.press('Enter');
    await editor.page.locator('.tab.active[data-resource-name="print_sys_enter_dup3.bpf.c"]').waitFor();
    await editor.screenshot('new-program-of-two');
    await editor.save();
    await editor.runCommand('BPF Tracepoints: Load on Target');
    await editor.waitForOutput(/print_sys_enter_dup3.bpf.c loaded on box/, 120_000);
    const calls = 'syscall(33, 100001, 7); syscall(33, 100002, 8); syscall(292, 100003, 9, 5)';
    assert.equal((await sshExec('vm-root', `perl -e '${calls}'`)).code, 0);
    await editor.waitForOutput(/sys_enter_dup3: oldfd=100003 newfd=9 flags=5/, 60_000);
    assert.match(await editor.outputText(), /sys_enter_dup2:\soldfd=100002/);
    assert.doesNotMatch(await editor.outputText(), /oldfd=100001/);
    await editor.runCommand('BPF Tracepoints: Stop');
  });

  it('reads the record through vmlinux.h, which is written from the target where there is none', async () => {
    await editor.runCommand(COMMAND);
    await title(/1\/5/);
    await editor.typeText('sched_process_exec');
    await focused('sched/sched_process_exec').waitFor();
    await editor.press('Enter');
    await title(/2\/5/);
    await editor.press('Enter');
    await title(/3\/5/);
    await marked('filename').waitFor();
    await editor.press('Enter');
    await step(/4\/5/, 'All hits', 'vmlinux-filter');
    await editor.typeText('filename == "/bin/true"');
    await focused('Only hits where filename').waitFor();
    await editor.press('Enter');
    await title(/5\/5/);
    await editor.press('ArrowDown');
    await step(/5\/5/, 'vmlinux.h', 'vmlinux-context');
    await editor.press('Enter');
    await editor.page
      .locator('.quick-input-widget:visible .quick-input-title')
      .filter({ hasText: /vmlinux/ })
      .waitFor();
    await editor.screenshot('new-program-vmlinux-place');
    await editor.press('Enter');
    await editor.waitForNotification(/vmlinux\.h holds the types/, 60_000);
    await editor.screenshot('new-program-vmlinux');
    await editor.save();
    await editor.runCommand('BPF Tracepoints: Load on Target');
    await editor.waitForOutput(/print_sched_process_exec_2\.bpf\.c loaded on box/, 120_000);
    assert.equal((await sshExec('vm-root', '/bin/true')).code, 0);
    await editor.waitForOutput(/filename=\/bin\/true[^]*filename=\/bin\/true/, 60_000);
    await editor.runCommand('BPF Tracepoints: Stop');
  });
});
