import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { bpfObjects, leftovers } from '../../target/bed';
import { openEditor, vmSshConfig, type VscodeEditor } from '../support';

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
      },
    });
  });
  after(() => editor.close());
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await editor.screenshot('sessions-failed');
  });

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
});
