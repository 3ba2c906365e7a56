import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { bpfObjects, leftovers } from '../../target/bed';
import { boxSettings, openEditor, vmSshConfig, type VscodeEditor } from '../support';
import { actionOf, clickAction, underMouse } from '../under-mouse';

const SWITCH = readFileSync('examples/sched_switch.bpf.c', 'utf8');

/** What both kinds of target need: the view, and its rows by what they say. */
class Explorer {
  constructor(readonly editor: VscodeEditor) {}

  async open(): Promise<void> {
    await this.editor.page.locator('.activitybar .action-label[aria-label^="BPF Tracepoints"]').click();
    await this.editor.page.locator('.sidebar .pane-header').filter({ hasText: 'Tracepoints' }).waitFor();
  }

  get pane(): Locator {
    return this.editor.page
      .locator('.sidebar .pane')
      .filter({ has: this.editor.page.locator('.pane-header', { hasText: /^Tracepoints/ }) });
  }

  row(text: string | RegExp): Locator {
    return this.pane.locator('.monaco-list-row').filter({ hasText: text }).first();
  }

  async filter(text: string): Promise<void> {
    await this.row(/./).waitFor();
    await this.action('Filter Tracepoints');
    await this.type(text);
  }

  async type(text: string): Promise<void> {
    await this.editor.page.locator('.quick-input-widget:visible input').first().fill(text);
  }

  async clear(): Promise<void> {
    await this.action('Clear Tracepoint Filter');
    await this.row(/^block\d/).waitFor();
  }

  private action(title: string): Promise<void> {
    return clickAction(this.editor, this.pane.locator('.pane-header'), title);
  }

  /** Takes what was typed; the keyboard is in the view then. */
  async accept(): Promise<void> {
    await this.editor.press('Enter');
    await this.editor.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await this.pane.locator('.monaco-list-row.focused').waitFor();
  }

  /** A row that is drawn anew while its menu opens closes it. */
  async menu(row: Locator, item: string): Promise<void> {
    const entry = this.editor.page.locator('.monaco-menu .action-item').filter({ hasText: item }).first();
    for (let opened = false; !opened;) {
      await row.click({ button: 'right' });
      opened = await entry.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
    }
    // A menu takes no click in its first tenth of a second (menu.ts of VS Code: runOnceToEnableMouseUp).
    for (let taken = false; !taken;) {
      await entry.click();
      taken = await entry.waitFor({ state: 'hidden', timeout: 1_000 }).then(
        () => true,
        () => false,
      );
    }
  }
}

describe('a person who looks for a tracepoint', function () {
  this.timeout(240_000);
  let editor: VscodeEditor;
  let explorer: Explorer;

  before(async () => {
    editor = await openEditor({
      files: { 'switch.bpf.c': SWITCH },
      settings: { 'bpfTracepoints.activeTarget': 'debian13-7.3' },
      size: { width: 1280, height: 900 },
    });
    explorer = new Explorer(editor);
    await explorer.open();
  });
  after(() => editor.close());

  it('sees the categories of the kernel that answers, and of one that is opened the tracepoints', async () => {
    await explorer.row(/^alarmtimer/).waitFor();
    await explorer.pane
      .locator('.pane-header')
      .filter({ hasText: /debian13-7\.3, shipped · 1,812/ })
      .waitFor();
    await explorer.row(/^block\d/).click();
    await explorer.row(/^block_bio_complete/).click();
    await explorer.row(/^sector.*sector_t {2}@16:8/).waitFor();
    await editor.screenshot('explorer');
  });

  it('finds by some letters, with each letter typed', async () => {
    await explorer.filter('blkcmp');
    await explorer.row(/^block_rq_complete/).waitFor();
    assert.equal(
      await explorer
        .row(/^block_rq_complete/)
        .locator('.highlight')
        .count(),
      4,
    );
    await explorer.pane.locator('.message').getByText('4 of 1,812 match “blkcmp”').waitFor();
    await editor.screenshot('explorer-filter');
    await editor.press('Enter');
    await explorer.pane.locator('.monaco-list-row.focused').filter({ hasText: 'block_rq_complete' }).waitFor();
  });

  it('finds by a glob, and by the name of a field, which is marked', async () => {
    await editor.press('Control+F');
    await explorer.type('*/sys_enter_open*');
    await explorer.row(/^sys_enter_openat2/).waitFor();
    await explorer.pane
      .locator('.message')
      .getByText(/^6 of 1,812/)
      .waitFor();
    await explorer.type('sched:* prev_pid');
    const found = explorer.row(/^sched_switch7 fields · \d+ B · has prev_pid/);
    await found.waitFor();
    await explorer.accept();
    await editor.press('Space');
    await explorer
      .row(/^prev_pid/)
      .locator('.highlight')
      .waitFor();
    await editor.screenshot('explorer-field');
  });

  it('is told what to do where nothing is found, and has all again with Escape', async () => {
    await explorer.row(/^sched_switch/).click();
    await editor.press('/');
    await explorer.type('sched_swutch');
    await editor.page.locator('.quick-input-widget').getByText('Nearest: sched/sched_switch').waitFor();
    await explorer.pane.locator('.welcome-view').getByText('Clear Filter').waitFor();
    await editor.screenshot('explorer-nothing');
    await explorer.type('switch');
    await explorer.accept();
    await explorer.row(/^sched_switch/).waitFor();
    await editor.press('Escape');
    await explorer.row(/^alarmtimer/).waitFor();
    await explorer.pane.locator('.message').waitFor({ state: 'hidden' });
  });

  it('reads in a tooltip what the record holds', async () => {
    await explorer.filter('sched_switch');
    await explorer.accept();
    await explorer.row(/^sched_switch/).hover();
    const hover = editor.page
      .locator('.workbench-hover, .monaco-hover')
      .filter({ hasText: 'print' })
      .or(editor.page.locator('.monaco-hover:visible').filter({ hasText: 'prev_state' }));
    await hover.first().waitFor();
    await editor.screenshot('explorer-tooltip');
    await explorer.clear();
  });

  it('sees events that BPF cannot attach to dimmed, without a way to watch them', async () => {
    await explorer.filter('ftrace:function');
    await explorer.accept();
    const row = explorer.row(/^function\d fields · \d+ B · not for BPF/);
    await row.waitFor();
    await row.hover();
    await editor.screenshot('explorer-dimmed');
    assert.equal(await row.locator('.action-label[aria-label^="Watch Now"]').count(), 0);
    await explorer.clear();
  });

  it('opens the format file, at the field’s line', async () => {
    await editor.runCommand('BPF Tracepoints: Find Tracepoint');
    await editor.pick('sched/sched_switch');
    await explorer.pane.locator('.monaco-list-row.focused').filter({ hasText: 'sched_switch' }).waitFor();
    await explorer.menu(explorer.row(/^prev_state/), 'Open Format File');
    await editor.page.locator('.tab.active').filter({ hasText: 'format' }).waitFor();
    await editor.page
      .locator('.editor-instance .view-line')
      .filter({ hasText: /field:long\sprev_state/ })
      .waitFor();
    await editor.screenshot('explorer-format');
  });

  it('copies names and structs', async () => {
    await explorer.menu(explorer.row(/^sched_switch/), 'Copy Struct');
    await editor.waitForStatus(/struct sched_switch_ctx copied/);
    await explorer.menu(explorer.row(/^sched_switch/), 'Copy Name');
    await editor.waitForStatus(/sched\/sched_switch copied/);
  });

  it('puts a program and a field’s read into the open file', async () => {
    await editor.openFile('switch.bpf.c');
    await editor.goTo(999, 1);
    await explorer.menu(explorer.row(/^sched_switch/), 'Insert into Editor');
    await editor.page
      .locator('.editor-instance .view-line')
      .filter({ hasText: /^int\son_sched_switch(_2)?\(struct\ssched_switch_ctx/ })
      .waitFor();
    await editor.screenshot('explorer-inserted');
    await explorer.menu(explorer.row(/^prev_state/), 'Insert into Editor');
    await editor.page
      .locator('.editor-instance .view-line')
      .filter({ hasText: /ctx->prev_state/ })
      .first()
      .waitFor();
  });

  it('begins a new program', async () => {
    await clickAction(editor, explorer.row(/^sched_switch/), 'New Program');
    await editor.page.locator('.quick-input-title').filter({ hasText: 'New Program (2/5)' }).waitFor();
    await editor.screenshot('explorer-new-program');
    await editor.press('Escape');
  });

  it('begins one program for three tracepoints, each with questions of its own', async () => {
    await explorer.filter('sched:sched_process_*');
    await explorer.accept();
    await explorer.row(/^sched_process_exec/).click();
    for (const name of [/^sched_process_exit/, /^sched_process_fork/]) {
      await explorer.row(name).click({ modifiers: ['Control'] });
    }
    await explorer.menu(explorer.row(/^sched_process_exit/), 'New Program');
    const title = editor.page.locator('.quick-input-title');
    await title.filter({ hasText: 'New Program (2/9)' }).waitFor();
    const list = editor.page.locator('.quick-input-widget:visible .quick-input-list');
    await list.getByText('Latency is between two tracepoints, not 3').waitFor();
    await editor.screenshot('explorer-new-program-of-three');
    await editor.press('Enter');
    await title.filter({ hasText: /1 of 3: sched\/sched_process_\w+ \(3\/9\)/ }).waitFor();
    for (const step of [3, 4, 5, 6, 7, 8, 9]) {
      await title.filter({ hasText: `(${step}/9)` }).waitFor();
      const rows = editor.page.locator('.quick-input-widget:visible .monaco-list-row');
      await rows
        .filter({ hasText: step === 9 ? 'vmlinux.h' : step % 2 === 0 ? 'All hits' : '$TID' })
        .first()
        .waitFor();
      await editor.press('Enter');
    }
    await editor.page.locator('.tab.active[data-resource-name^="print_sched_process_"]').waitFor();
    await editor.screenshot('explorer-program-of-three');
    await editor.runCommand('View: Revert and Close Editor');
  });

  it('is shown the tracepoint of the program at the cursor', async () => {
    await explorer.filter('irq:*');
    await explorer.accept();
    await explorer.row(/^softirq_entry/).waitFor();
    await editor.openFile('switch.bpf.c');
    await editor.runCommand('BPF Tracepoints: Show in Tracepoints View');
    await explorer.pane.locator('.monaco-list-row.focused').filter({ hasText: 'sched_switch' }).waitFor();
  });

  it('has the tracepoints of another kernel as soon as that is selected', async () => {
    await editor.runCommand('BPF Tracepoints: Select Target');
    await editor.pick('package  Debian 11 (5.10)', 'Debian 11');
    await explorer.pane
      .locator('.pane-header')
      .filter({ hasText: /debian11-5\.10, shipped/ })
      .waitFor();
    await explorer.filter('syscalls:*');
    await explorer.pane
      .locator('.message')
      .getByText(/^672 of 1,442/)
      .waitFor();
  });
});

describe('a person who reads in a light window', function () {
  this.timeout(240_000);
  let editor: VscodeEditor;
  before(async () => {
    editor = await openEditor({
      files: {},
      settings: { 'bpfTracepoints.activeTarget': 'debian12-6.1', 'workbench.colorTheme': 'Default Light Modern' },
      size: { width: 1280, height: 900 },
      untrusted: true,
    });
  });
  after(() => editor.close());

  it('finds and opens tracepoints, also where the workspace is not trusted, and cannot watch them there', async () => {
    const explorer = new Explorer(editor);
    await explorer.open();
    await explorer.filter('rq issue');
    await explorer.accept();
    await explorer.row(/^block_rq_issue/).click();
    await explorer.row(/^nr_sector/).waitFor();
    const issue = explorer.row(/^block_rq_issue/);
    await underMouse(editor, issue, (timeout) => actionOf(issue, 'New Program').waitFor(timeout));
    assert.equal(await actionOf(issue, 'Watch Now').count(), 0);
    await editor.screenshot('explorer-light');
    await editor.runCommand('BPF Tracepoints: Watch Now');
    await editor.pick('sched/sched_switch');
    await editor.waitForNotification(/not trusted: nothing of it is compiled or loaded/);
  });
});

describe('a person who watches a tracepoint', function () {
  this.timeout(240_000);
  let editor: VscodeEditor;
  let baseline: string[];
  before(async function () {
    const sshConfig = vmSshConfig(this);
    baseline = await bpfObjects();
    editor = await openEditor({
      files: { 'note.txt': 'no C here' },
      settings: boxSettings(sshConfig),
      size: { width: 1280, height: 900 },
    });
  });
  after(() => editor.close());

  it('is offered to have the target read, and sees its tracepoints then', async () => {
    const explorer = new Explorer(editor);
    await explorer.open();
    await explorer.pane.locator('.welcome-view a').getByText('Read the Target').waitFor();
    await editor.screenshot('explorer-unknown');
    await explorer.pane.locator('.welcome-view a').getByText('Read the Target').click();
    await explorer.row(/^alarmtimer|^block/).waitFor({ timeout: 60_000 });
    await explorer.pane
      .locator('.pane-header')
      .filter({ hasText: /box · / })
      .waitFor();
  });

  it('sees each hit with one click, without a file', async () => {
    const explorer = new Explorer(editor);
    await explorer.filter('sched_switch');
    await explorer.accept();
    await clickAction(editor, explorer.row(/^sched_switch/), 'Watch Now');
    await editor.waitForOutput(/sched_switch: prev_comm=\S+ prev_pid=\d+/, 120_000);
    const session = editor.page.locator('.sidebar .monaco-list-row').filter({ hasText: 'watch_sched_switch.bpf.c' });
    await session.waitFor();
    await editor.screenshot('explorer-watch');
  });

  it('keeps the program as a file, and leaves nothing on the target', async () => {
    const explorer = new Explorer(editor);
    const session = editor.page.locator('.sidebar .monaco-list-row').filter({ hasText: 'watch_sched_switch.bpf.c' });
    await explorer.menu(session, 'Open as Program');
    await editor.page.locator('.quick-input-widget:visible input').first().waitFor();
    await editor.screenshot('explorer-save');
    await editor.press('Enter');
    await editor.page.locator('.tab.active').filter({ hasText: 'watch_sched_switch.bpf.c' }).waitFor();
    await explorer.menu(session, 'Stop');
    await session.waitFor({ state: 'detached' });
    assert.deepEqual(await leftovers(baseline), []);
  });
});
