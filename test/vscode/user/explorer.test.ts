import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { bpfObjects, leftovers } from '../../target/bed';
import { openEditor, vmSshConfig, type VscodeEditor } from '../support';

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
    await this.pane.locator('.pane-header').hover();
    await this.editor.page.locator('.sidebar .pane-header .action-label[aria-label^="Filter Tracepoints"]').click();
    await this.editor.page.locator('.quick-input-widget:visible input').first().fill(text);
  }

  async menu(row: Locator, item: string): Promise<void> {
    await row.click({ button: 'right' });
    await this.editor.page.locator('.monaco-menu .action-item').filter({ hasText: item }).first().click();
  }
}

describe('a person who looks for a tracepoint', function () {
  this.timeout(120_000);
  let editor: VscodeEditor;
  let explorer: Explorer;

  before(async () => {
    editor = await openEditor({
      files: { 'switch.bpf.c': SWITCH },
      settings: { 'bpfTracepoints.activeTarget': 'debian13-7.3' },
      size: { width: 1280, height: 900 },
    });
    explorer = new Explorer(editor);
  });
  after(() => editor.close());
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await editor.screenshot('explorer-failed');
  });

  it('sees the categories of the kernel that answers, and of one that is opened the tracepoints', async () => {
    await explorer.open();
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
    await editor.screenshot('explorer-filter');
  });
});
