import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { sshExec } from '../../target/bed';
import { boxSettings, openEditor, panelPage, vmSshConfig, type VscodeEditor } from '../support';

/** The editor is ready for a person who writes BPF once it says whose kernel answers. */
const SEEN = 'SEC("tp/sched/sched_switch") int seen(void *ctx) { return 0; }\n';
const COMMAND = 'BPF Tracepoints: One-Line Program…';

describe('a person who asks in one line', function () {
  this.timeout(300_000);
  let editor: VscodeEditor;

  before(async function () {
    const sshConfig = vmSshConfig(this);
    editor = await openEditor({
      files: { 'seen.bpf.c': SEEN },
      size: { width: 1280, height: 900 },
      settings: boxSettings(sshConfig),
    });
  });
  after(() => editor.close());

  const widget = (): Locator => editor.page.locator('.quick-input-widget:visible');
  async function open(): Promise<void> {
    await editor.runCommand(COMMAND);
    await widget().locator('.quick-input-title').filter({ hasText: 'One-Line Program' }).waitFor({ timeout: 60_000 });
    // The panel behind it, drawn anew in another theme, can take the focus that the list of themes had.
    await widget().locator('input').first().focus();
  }

  const row = (text: string | RegExp): Locator =>
    widget().locator('.monaco-list-row').filter({ hasText: text }).first();
  const focused = (text: string | RegExp): Locator =>
    widget().locator('.monaco-list-row.focused').filter({ hasText: text }).first();
  const page = (): FrameLocator => panelPage(editor);
  const treeRow = (text: string | RegExp): Locator =>
    editor.page.locator('.sidebar .monaco-list-row').filter({ hasText: text }).first();

  /** Opens files on the target that are not there, so that their names are in nothing but these calls. */
  async function openOnTarget(name: string, times: number): Promise<void> {
    const script = `perl -e 'for (1..${times}) { open F, "<", "/nowhere/${name}" }'`;
    assert.equal((await sshExec('vm-root', script)).code, 0);
  }

  async function inThemes(name: string): Promise<void> {
    for (const theme of ['Dark Modern', 'Light Modern']) {
      await editor.runCommand('Preferences: Color Theme');
      await editor.pick(theme);
      await editor.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
      await editor.screenshot(`one-line-${name}-${theme.slice(0, 5).trim().toLowerCase()}`);
    }
  }

  it('is told what is wrong while typing, and what can follow', async () => {
    await editor.openFile('seen.bpf.c');
    await editor.waitForStatus(/^\s*box\s*$/, 90_000);
    await open();
    await row('Build it for me').waitFor({ timeout: 60_000 });
    await row(/-H t:block:block_rq_complete/).waitFor();
    await editor.screenshot('one-line-empty');
    await editor.typeText('-C t:syscalls:sys_enter_opena');
    await row(/no tracepoint .*sys_enter_opena/).waitFor();
    await editor.screenshot('one-line-problem');
    await editor.press('ArrowDown');
    await focused('syscalls:sys_enter_openat').waitFor();
    await editor.press('Enter');
    await row('Run on the target').waitFor();
    await editor.typeText('file');
    await row(/char\*:args->filename/).waitFor();
    await editor.screenshot('one-line-values');
    await editor.press('Escape');
    await widget().waitFor({ state: 'hidden' });
  });

  it('sees the counts of texts as bars, with the numbers of an independent count', async () => {
    await open();
    await editor.typeText('-c -T 5 -C t:syscalls:sys_enter_openat():char*:args->filename#opened');
    await editor.press('Enter');
    await page().getByRole('heading', { name: 'opened' }).waitFor({ timeout: 120_000 });
    await openOnTarget('first', 300);
    await openOnTarget('second', 120);
    const bar = (text: string): Locator => page().locator('.bar').filter({ hasText: text });
    await bar('/nowhere/first').getByText('300', { exact: true }).waitFor();
    await bar('/nowhere/second').getByText('120', { exact: true }).waitFor();
    assert.match(await page().locator('.bar').first().innerText(), /\/nowhere\/first/);
    assert.ok((await page().locator('.bar').count()) <= 5);
    await editor.runCommand('BPF Tracepoints: Show Sessions');
    await treeRow(/#opened|opened/).waitFor();
    await inThemes('counts');
  });

  it('sees a histogram, per interval, that a line without -H or -C leaves open', async () => {
    await open();
    await editor.typeText(
      't:raw_syscalls:sys_exit():s64:args->ret:args->ret > 100 && args->id == 0 && $COMM == "dd" -i 3',
    );
    await row('Run as a histogram').waitFor();
    await editor.press('Enter');
    await page().getByText('Nothing was counted').waitFor({ timeout: 120_000 });
    assert.equal((await sshExec('vm-root', 'dd if=/dev/zero of=/dev/null bs=4096 count=200 2>/dev/null')).code, 0);
    await page().locator('.bar').filter({ hasText: '[4K, 8K)' }).waitFor();
    await page().getByText('Nothing was counted in the last').waitFor();
    await page()
      .locator('label')
      .filter({ hasText: 'Counts' })
      .locator('select')
      .selectOption({ label: 'Since the start' });
    await page().locator('.bar').filter({ hasText: '[4K, 8K)' }).getByText('200', { exact: true }).waitFor();
    await inThemes('histogram');
  });

  it('has the line built by questions, by keyboard alone, and keeps what was run', async () => {
    await open();
    await focused('Build it for me').waitFor();
    await row(/Run before|raw_syscalls:sys_exit/).waitFor();
    await editor.press('Enter');
    await row('alarmtimer/').waitFor();
    await editor.typeText('sched_process_exec');
    await focused('sched/sched_process_exec').waitFor();
    await editor.screenshot('one-line-build-tracepoint');
    await editor.press('Enter');
    await focused('Count by key').waitFor();
    await editor.press('Enter');
    await row(/filename/).waitFor();
    await editor.screenshot('one-line-build-values');
    await editor.press('Enter');
    await focused('All hits').waitFor();
    await editor.typeText('pid > ');
    await widget().locator('.monaco-list-row .codicon-error').first().waitFor();
    await editor.typeText('0');
    await focused('Only hits where pid > 0').waitFor();
    await editor.screenshot('one-line-build-filter');
    await editor.press('Enter');
    await row('Run on the target').waitFor();
    const line = await widget().locator('input').first().inputValue();
    assert.equal(line, '-C t:sched:sched_process_exec():char*:filename:pid > 0');
    await editor.screenshot('one-line-built');
    await editor.press('Enter');
    await page().getByRole('heading', { name: 'filename' }).waitFor({ timeout: 120_000 });
    assert.equal((await sshExec('vm-root', 'for i in 1 2 3 4 5; do /bin/true; done')).code, 0);
    await page().locator('.bar').filter({ hasText: '/bin/true' }).waitFor();
  });

  it('is told of hits that found the map full', async () => {
    await open();
    await editor.typeText('-c -C t:syscalls:sys_enter_sched_get_priority_max():int:args->policy#policies');
    await editor.press('Enter');
    await page().getByRole('heading', { name: 'policies' }).waitFor({ timeout: 120_000 });
    assert.equal((await sshExec('vm-root', `perl -e 'syscall(146, $_) for (1 .. 12000)'`)).code, 0);
    await page()
      .getByText(/[12],\d{3} hits are not counted here: the map was full/)
      .waitFor();
    await editor.screenshot('one-line-dropped');
    await editor.page.locator('.tab').filter({ hasText: 'filename: box' }).click();
  });

  it('opens as a program, and stops', async () => {
    await page().getByRole('button', { name: 'Open as Program…' }).click();
    await widget().waitFor();
    await editor.press('Enter');
    await editor.page.locator('.tab.active[data-resource-name$=".bpf.c"]').waitFor();
    const lines = await editor.visibleLines();
    assert.ok(
      lines.some((text) => text.includes('t:sched:sched_process_exec()')),
      lines.join('\n'),
    );
    await editor.screenshot('one-line-program');
    await treeRow(/sched_process_exec/).click();
    await editor.press('Delete');
    await editor.page
      .locator('.sidebar .monaco-list-row')
      .filter({ hasText: /sched_process_exec/ })
      .waitFor({ state: 'detached' });
  });
});
