import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { FrameLocator, Locator } from 'playwright-core';
import { sshExec } from '../../target/bed';
import { boxSettings, openEditor, panelPage, vmSshConfig, type VscodeEditor } from '../support';

const FILE = 'records.bpf.c';
const PROGRAM = readFileSync(`test/fixtures/programs/${FILE}`, 'utf8');

describe('a person who looks at a perf buffer, and at variables', function () {
  this.timeout(300_000);
  let editor: VscodeEditor;

  before(async function () {
    const sshConfig = vmSshConfig(this);
    editor = await openEditor({
      files: { [FILE]: PROGRAM },
      size: { width: 1280, height: 900 },
      settings: { ...boxSettings(sshConfig), 'bpfTracepoints.reloadOnSave': true },
    });
    await editor.openFile(FILE);
    await editor.waitForStatus(/^\s*box\s*$/, 60_000);
    await editor.runCommand('BPF Tracepoints: Load on Target');
    await editor.page.locator('.activitybar .action-label[aria-label^="BPF Tracepoints"]').click();
    // All rows are to be on the screen.
    await editor.page
      .locator('.sidebar .pane-header')
      .filter({ hasText: /^\s*Tracepoints/ })
      .click();
  });
  after(() => editor.close());

  const treeRow = (text: string | RegExp): Locator =>
    editor.page.locator('.sidebar .monaco-list-row').filter({ hasText: text }).first();
  const page = (): FrameLocator => panelPage(editor);
  const rows = (): Locator => page().locator('.grid-row');
  const call = async (script: string): Promise<void> => {
    assert.equal((await sshExec('vm-root', `perl -e '${script}'`)).code, 0);
  };

  async function inThemes(name: string): Promise<void> {
    for (const theme of ['Light Modern', 'Dark Modern']) {
      await editor.runCommand('Preferences: Color Theme');
      await editor.pick(theme);
      await editor.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
      await editor.screenshot(`buffers-${name}-${theme.toLowerCase().replaceAll(' ', '-')}`);
    }
  }

  it('follows a perf buffer, decoded by the struct that the source sends', async () => {
    await treeRow(/^perf.*1 CPU/).click({ timeout: 120_000 });
    await page().getByText('No record has come yet').waitFor();
    await call('syscall(147, 12)');
    await rows()
      .filter({ hasText: /1234605616436508552|1,234,605,616,436,508,552/ })
      .first()
      .waitFor();
    const first = (await rows().first().innerText()).replaceAll(/\s+/g, ' ');
    assert.match(await page().locator('.totals').innerText(), /Lost\s*0/);
    await inThemes('perf');
    assert.match(first, /\d/);
  });

  it('sees how many were lost, as many as the kernel refused', async () => {
    // As when the loader gets no processor.
    const loaders = '$(pgrep -f "bpf-trace[p]oints.* serve|[0-9a-f]{64} serve")';
    assert.equal((await sshExec('vm-root', `kill -STOP ${loaders}`)).code, 0);
    await call('syscall(147, 64) for 1..2000');
    await sshExec('vm-root', `kill -CONT ${loaders}`);
    await call('select(undef, undef, undef, 0.2), syscall(147, 1) for 1..3');
    // What came and what was lost is what was sent, here and before; ended by the test's own time limit otherwise.
    const sent = 12 + 2000 * 64 + 3;
    for (let came = 0, lost = 0; lost === 0 || came + lost < sent;) {
      const totals = (await page().locator('.totals').innerText()).replaceAll(/[,\s]/g, '');
      [came = 0, lost = 0] = (/^Events(\d+)Events.*Lost(\d+)/.exec(totals) ?? []).slice(1).map(Number);
      assert.ok(came + lost <= sent, totals);
      await editor.page.evaluate('new Promise(requestAnimationFrame)');
    }
    await editor.screenshot('buffers-perf-lost');
  });

  it('goes on with the variables’ table after they were edited and loaded again', async () => {
    await treeRow(/\.bss.*global variables.*32 B/).click();
    await rows()
      .filter({ hasText: /counts/ })
      .first()
      .waitFor();
    await editor.screenshot('buffers-variables');
    await editor.openFile(FILE);
    const line = PROGRAM.split('\n').findIndex((text) => text.startsWith('__u64 counts[4];'));
    await editor.goTo(line + 1, 1);
    await editor.page.keyboard.insertText('__u64 fifth = 5, sixth;');
    await editor.save();
    await treeRow(/\.bss.*global variables.*40 B/).waitFor({ timeout: 60_000 });
    await editor.page.locator('.tab').filter({ hasText: /bss/ }).click();
    await rows().filter({ hasText: /sixth/ }).first().waitFor();
    await call('syscall(146, 3)');
    await rows()
      .filter({ hasText: /\[3, 0, 0, 0\]/ })
      .first()
      .waitFor();
    await inThemes('variables-reloaded');
  });
});
