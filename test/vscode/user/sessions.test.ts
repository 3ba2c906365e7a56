import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { bpfObjects, leftovers, sshExec } from '../../target/bed';
import { openEditor, vmSshConfig, type VscodeEditor } from '../support';
import { clickAction } from '../under-mouse';

const COUNTER = readFileSync('examples/softirq_count.bpf.c', 'utf8');
const PRINTER = readFileSync('examples/sched_switch.bpf.c', 'utf8');

describe('a person who looks after what runs', function () {
  this.timeout(300_000);
  let editor: VscodeEditor;
  let baseline: string[];

  before(async function () {
    const sshConfig = vmSshConfig(this);
    baseline = await bpfObjects();
    editor = await openEditor({
      files: { 'counter.bpf.c': COUNTER, 'printer.bpf.c': PRINTER },
      settings: {
        'bpfTracepoints.targets': [
          { name: 'box', host: 'vm-root' },
          { name: 'box-by-sudo', host: 'vm-wheel' },
          { name: 'nowhere', host: '127.0.0.1', port: 1 },
        ],
        'bpfTracepoints.activeTarget': 'box',
        'bpfTracepoints.ssh.configFile': sshConfig,
        'bpfTracepoints.allowedHosts': ['vm-root', 'vm-wheel', '127.0.0.1:1'],
      },
    });
  });
  after(() => editor.close());

  /** Rows of the Sessions view, by what they say. */
  const row = (text: string | RegExp): Locator =>
    editor.page.locator('.sidebar .monaco-list-row').filter({ hasText: text }).first();

  async function openView(): Promise<void> {
    await editor.page.locator('.activitybar .action-label[aria-label^="BPF Tracepoints"]').click();
    await editor.page
      .locator('.sidebar .title')
      .getByText(/BPF Tracepoints/i)
      .first()
      .waitFor();
  }

  it('is told where to begin while nothing runs', async () => {
    await editor.openFile('counter.bpf.c');
    await openView();
    // All rows are to be on the screen.
    await editor.page
      .locator('.sidebar .pane-header')
      .filter({ hasText: /^\s*Tracepoints/ })
      .click();
    await editor.page.locator('.sidebar .welcome-view a').getByText('Load on Target').waitFor();
    await editor.screenshot('sessions-empty');
  });

  it('sees what a loaded program does, live, in the view and beside the source', async () => {
    await editor.waitForStatus(/^\s*box\s*$/, 60_000);
    await editor.page.locator('.sidebar .welcome-view a').getByText('Load on Target').click();
    await row(/on_softirq[\d,]+ runs.*\/s.*(n|µ)s/).waitFor({ timeout: 120_000 });
    await row(/countsarray.*4 B → 8 B.*16 entries/).waitFor();
    await editor.page
      .locator('.codelens-decoration a')
      .getByText(/\/s.* a run/)
      .waitFor();
    await editor.screenshot('sessions-running');
  });

  it('loads it again with each save, if told to, without losing what its map holds', async () => {
    await row(/^counter\.bpf\.c/).hover();
    await editor.runCommand('BPF Tracepoints: Turn Reload on Save On or Off');
    await change('counter.bpf.c', '% 100', '% 50');
    await editor.waitForOutput(/counter\.bpf\.c loaded again on box: 1 map kept/, 60_000);
    await row(/countsarray.*kept its contents/).waitFor();
    await row(/on_softirq[\d,]+ runs.*\/s/).waitFor();
    await editor.screenshot('sessions-reloaded');
  });

  it('has the older version go on where the newer does not compile, and is told so', async () => {
    await change('counter.bpf.c', 'return 0;', 'return nothing;');
    await row(/counter\.bpf\.c.*the older version runs on/).waitFor({ timeout: 60_000 });
    await editor.waitForStatus(/does not compile: .*What was loaded before goes on running/);
    await editor.screenshot('sessions-reload-failed');
    await editor.runCommand('BPF Tracepoints: Turn Reload on Save On or Off');
    await change('counter.bpf.c', 'return nothing;', 'return 0;');
    assert.equal((await leftovers(baseline, 0)).filter((line) => line.startsWith('program')).length, 1);
  });

  it('loads on several targets at once: each outcome is a row, and one message sums up', async () => {
    await editor.openFile('printer.bpf.c');
    await editor.runCommand('BPF Tracepoints: Load on Several Targets');
    await editor.page
      .locator('.quick-input-title')
      .getByText(/on which targets/)
      .waitFor();
    for (const name of ['box-by-sudo', 'nowhere'])
      await editor.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name }).first().click();
    await editor.screenshot('sessions-several-choice');
    await editor.press('Enter');
    await editor.waitForNotification(/printer\.bpf\.c runs on 2 of 3 targets\. nowhere/, 120_000);
    await editor.screenshot('sessions-several');
    await editor.clearNotifications();
    await row(/printer\.bpf\.c.*nowhere answers, but refuses/).waitFor();
    await editor.page.locator('.codelens-decoration a').getByText('Stop on box-by-sudo').waitFor();
    await editor.screenshot('sessions-several-lenses');
  });

  it('stops them all from the file', async () => {
    await editor.runCommand('BPF Tracepoints: Stop');
    await editor.page
      .locator('.quick-input-title')
      .getByText(/Stop which/)
      .waitFor();
    await editor.press('Enter');
    await row('box-by-sudo').waitFor({ state: 'detached' });
    assert.equal((await leftovers(baseline, 0)).filter((line) => line.startsWith('program')).length, 1);
  });

  it('dismisses a failure with the Delete key', async () => {
    await row(/printer\.bpf\.c.*nowhere/).click();
    await editor.press('Delete');
    await row('nowhere').waitFor({ state: 'detached' });
  });

  it('keeps a program running beyond its session, and takes it over again', async () => {
    await editor.openFile('counter.bpf.c');
    await editor.runCommand('BPF Tracepoints: Keep Running');
    await editor.answer('my-counter');
    await editor.pick('1 hour');
    await row(/counter\.bpf\.c.*kept as my-counter until \d\d:\d\d/).waitFor();
    await editor.runCommand('BPF Tracepoints: Stop');
    await row(/^my-counter.*counter\.bpf\.c.*until/).waitFor();
    await editor.screenshot('sessions-kept');
    assert.ok(
      (await leftovers(baseline, 0)).some((line) => line.includes('pin ')),
      'it goes on',
    );
    await clickAction(editor, row(/^my-counter/), 'Take Over');
    await row(/counter\.bpf\.c.*kept as my-counter/).waitFor({ timeout: 60_000 });
    await row(/^on_softirq/).waitFor();
  });

  it('finds it after the window was closed, and unloads it once asked', async () => {
    await editor.runCommand('Developer: Reload Window');
    await editor.page.locator('.sidebar .welcome-view a').getByText('Show Kept Programs').click();
    await row(/^my-counter.*counter\.bpf\.c.*until/).waitFor({ timeout: 60_000 });
    await row(/^my-counter/).click();
    await editor.press('Delete');
    await editor.page
      .locator('.monaco-dialog-box')
      .getByText(/Unload my-counter on box/)
      .waitFor();
    await editor.screenshot('sessions-unload');
    await editor.page.locator('.monaco-dialog-box .monaco-button').getByText('Unload', { exact: true }).click();
    await editor.page.locator('.sidebar .welcome-view').waitFor({ timeout: 60_000 });
    assert.deepEqual(await leftovers(baseline), []);
    const { stdout } = await sshExec('vm-root', 'ls -A /run/bpf-tracepoints /sys/fs/bpf/bpf-tracepoints 2>/dev/null');
    assert.equal(stdout, '');
  });

  /** Changes the file as a person does who edits and saves it. */
  async function change(file: string, from: string, to: string): Promise<void> {
    await editor.openFile(file);
    const path = join(editor.workspace, file);
    const lines = readFileSync(path, 'utf8').split('\n');
    const at = lines.findIndex((line) => line.includes(from));
    const column = lines[at]?.indexOf(from) ?? -1;
    assert.ok(column >= 0, `${from} stands in ${file}`);
    // The editor's columns count a tab as four.
    await editor.goTo(at + 1, column + 1 + 3 * ((lines[at] ?? '').slice(0, column).split('\t').length - 1));
    for (let count = 0; count < from.length; count++) await editor.press('Delete');
    await editor.page.keyboard.insertText(to);
    await editor.save();
  }
});
