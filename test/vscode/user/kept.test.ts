import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { bpfObjects, leftovers, sshExec } from '../../target/bed';
import { compileFile } from '../../target/loader-programs';
import { SessionBed } from '../../target/session-bed';
import { openEditor, vmSshConfig, type VscodeEditor } from '../support';
import { clickAction } from '../under-mouse';

const SOURCE = 'examples/softirq_count.bpf.c';

describe('a person who finds what others kept', function () {
  this.timeout(300_000);
  let editor: VscodeEditor;
  let bed: SessionBed;
  let baseline: string[];

  before(async function () {
    const sshConfig = vmSshConfig(this);
    baseline = await bpfObjects();
    bed = await SessionBed.open();
    editor = await openEditor({
      files: { 'counter.bpf.c': readFileSync(SOURCE, 'utf8') },
      settings: {
        'bpfTracepoints.targets': [{ name: 'box', host: 'vm-root' }],
        'bpfTracepoints.activeTarget': 'box',
        'bpfTracepoints.ssh.configFile': sshConfig,
      },
    });
    await editor.openFile('counter.bpf.c');
    await editor.waitForStatus(/^\s*box\s*$/, 60_000);
    await editor.page.locator('.activitybar .action-label[aria-label^="BPF Tracepoints"]').click();
    // All rows are to be on the screen.
    await editor.page
      .locator('.sidebar .pane-header')
      .filter({ hasText: /^\s*Tracepoints/ })
      .click();
  });
  after(async () => {
    await editor.close();
    await bed.close();
    assert.deepEqual(await leftovers(baseline), []);
  });

  const row = (text: string | RegExp): Locator =>
    editor.page.locator('.sidebar .monaco-list-row').filter({ hasText: text }).first();
  const dialog = (text: RegExp): Locator => editor.page.locator('.monaco-dialog-box').filter({ hasText: text });
  const answer = async (text: RegExp, button: string): Promise<void> => {
    await dialog(text).locator('.monaco-button').getByText(button, { exact: true }).click();
    await dialog(text).waitFor({ state: 'detached' });
  };
  const consent = /Let programs of this workspace run on box \(vm-root\)/;

  /** As another window does that is closed then. `seconds`: 0 is no limit. */
  async function keepThere(name: string, seconds: number): Promise<void> {
    const { session } = await bed.start('vm-root', { object: compileFile(SOURCE), source: 'counter.bpf.c' });
    assert.ok((await session.ask({ do: 'keep', name, seconds }, 'pinned')).ok);
    await session.stop();
  }

  const takeOver = (name: RegExp): Promise<void> => clickAction(editor, row(name), 'Take Over');

  /** It is kept by another window, so that a question comes first. */
  async function unloadTheirs(): Promise<void> {
    await row(/^theirs/).click();
    await editor.press('Delete');
    await answer(/Unload theirs on box/, 'Unload');
    await editor.page.locator('.sidebar .welcome-view').waitFor({ timeout: 60_000 });
    assert.deepEqual(await leftovers(baseline), []);
  }

  const programs = async (): Promise<number> =>
    (await leftovers(baseline, 0)).filter((line) => line.startsWith('program')).length;

  /** Does what has the program put in the place of what is kept, and waits until that has happened. */
  async function loadsAgain(how: () => Promise<void>): Promise<void> {
    await editor.runCommand('View: Clear Output');
    await how();
    await editor.waitForOutput(
      /counter\.bpf\.c loaded again on box: 1 map kept its contents, and it stays kept as theirs/,
      60_000,
    );
  }

  async function inThemes(name: string): Promise<void> {
    for (const theme of ['Light Modern', 'Dark Modern']) {
      await editor.runCommand('Preferences: Color Theme');
      await editor.pick(theme);
      await editor.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
      await editor.screenshot(`kept-${name}-${theme.toLowerCase().replaceAll(' ', '-')}`);
    }
  }

  it('is asked before the host is contacted for it, and a no touches nothing', async () => {
    await keepThere('theirs', 0);
    await editor.runCommand('BPF Tracepoints: Show Kept Programs');
    await answer(consent, 'Allow');
    await row(/^theirs.*counter\.bpf\.c/).waitFor({ timeout: 60_000 });
    await editor.runCommand('BPF Tracepoints: Forget Allowed Hosts');
    const before = await bpfObjects();

    await takeOver(/^theirs/);
    await dialog(consent).waitFor();
    await editor.screenshot('kept-consent');
    await answer(consent, 'Cancel');
    assert.deepEqual(await bpfObjects(), before);
    await row(/^theirs/).click();
    await editor.press('Delete');
    await answer(/Unload theirs on box/, 'Unload');
    await answer(consent, 'Cancel');
    assert.deepEqual(await bpfObjects(), before);
    await row(/^theirs.*counter\.bpf\.c/).waitFor();
  });

  it('edits what was taken over: it is loaded again in its place, keeps what its map holds, and stays kept', async () => {
    await takeOver(/^theirs/);
    await answer(consent, 'Allow');
    await row(/counter\.bpf\.c.*kept as theirs/).waitFor({ timeout: 60_000 });
    await editor.runCommand('BPF Tracepoints: Show Output');
    await loadsAgain(() => clickAction(editor, row(/^counter\.bpf\.c/), 'Reload'));
    await row(/countsarray.*kept its contents/).waitFor();
    await row(/on_softirq[\d,]+ runs.*\/s/).waitFor({ timeout: 30_000 });
    await inThemes('reloaded');
    await editor.runCommand('BPF Tracepoints: Stop');
    await row(/^theirs.*counter\.bpf\.c/).waitFor();
    const { stdout } = await sshExec('vm-root', 'ls /sys/fs/bpf/bpf-tracepoints/theirs');
    assert.match(stdout, /link_0_1\n/);
    assert.equal(await programs(), 1);
    await unloadTheirs();
  });

  it('loads a file that is kept there already: in its place, or beside it if the person wants both', async () => {
    await keepThere('theirs', 0);
    await editor.runCommand('BPF Tracepoints: Show Kept Programs');
    await row(/^theirs.*counter\.bpf\.c/).waitFor({ timeout: 60_000 });
    await editor.openFile('counter.bpf.c');

    await editor.runCommand('BPF Tracepoints: Load on Target');
    await editor.page.locator('.quick-input-widget:visible').getByText('Load a Second One').waitFor();
    await editor.screenshot('kept-load-again');
    await editor.press('Escape');
    assert.equal(await programs(), 1);

    await editor.runCommand('BPF Tracepoints: Load on Target');
    await editor.pick('Load a Second One');
    await row(/on_softirq[\d,]+ runs.*\/s/).waitFor({ timeout: 60_000 });
    assert.equal(await programs(), 2);
    await editor.runCommand('BPF Tracepoints: Stop');
    await editor.waitForOutput(/counter\.bpf\.c stopped/);
    assert.equal(await programs(), 1);

    await loadsAgain(async () => {
      await editor.runCommand('BPF Tracepoints: Load on Target');
      await editor.pick('Replace theirs');
    });
    assert.equal(await programs(), 1);
    await row(/on_softirq[\d,]+ runs.*\/s/).waitFor({ timeout: 30_000 });

    await loadsAgain(() => editor.runCommand('BPF Tracepoints: Load on Target'));
    assert.equal(await programs(), 1);
    await editor.runCommand('BPF Tracepoints: Stop');
    await row(/^theirs.*counter\.bpf\.c/).waitFor();
    await unloadTheirs();
  });

  it('sees it go by itself when its time is up, and reads what happened', async () => {
    await keepThere('brief', 25);
    await editor.runCommand('BPF Tracepoints: Show Kept Programs');
    await row(/^brief.*until \d\d:\d\d/).waitFor({ timeout: 60_000 });
    await editor.waitForOutput(/brief on box has unloaded itself: its time was up at \d\d:\d\d/, 60_000);
    await editor.waitForStatus(/brief on box has unloaded itself/);
    await editor.page.locator('.sidebar .welcome-view').waitFor();
    await editor.screenshot('kept-time-up');
    assert.deepEqual(await leftovers(baseline), []);
  });

  it('sees the session end that looked at it, and is not told that it goes on', async () => {
    await keepThere('watched', 40);
    await editor.runCommand('BPF Tracepoints: Show Kept Programs');
    await row(/^watched/).waitFor({ timeout: 60_000 });
    await takeOver(/^watched/);
    await row(/counter\.bpf\.c.*kept as watched until/).waitFor({ timeout: 60_000 });
    await editor.waitForOutput(/watched on box has unloaded itself: its time was up/, 60_000);
    await editor.page.locator('.sidebar .welcome-view').waitFor();
    assert.doesNotMatch(await editor.waitForOutput(/counter\.bpf\.c stopped/), /watched goes on/);
    await inThemes('time-up-while-watched');
  });
});
