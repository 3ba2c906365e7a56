import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { sshExec } from '../../target/bed';
import { boxSettings, openEditor, panelPage, vmSshConfig, type VscodeEditor } from '../support';

const PROGRAM = readFileSync('test/fixtures/programs/views.bpf.c', 'utf8');

/** A task's name, as any user can set it: 15 characters at most. */
const MARKUP = '<img onerror=a>';

const THEMES = ['Dark Modern', 'Light Modern', 'Dark High Contrast'];

describe('a person who looks at data', function () {
  this.timeout(300_000);
  let editor: VscodeEditor;

  before(async function () {
    const sshConfig = vmSshConfig(this);
    editor = await openEditor({
      files: { 'views.bpf.c': PROGRAM },
      size: { width: 1280, height: 900 },
      settings: boxSettings(sshConfig),
    });
  });
  after(() => editor.close());

  const treeRow = (text: string | RegExp): Locator =>
    editor.page.locator('.sidebar .monaco-list-row').filter({ hasText: text }).first();

  const page = (): FrameLocator => panelPage(editor);

  const rows = (): Locator => page().locator('.grid-row');

  /** Calls on the target, of a task with that name: those that the program counts. */
  async function call(numbers: string, name = 'perl'): Promise<void> {
    const script = `perl -e 'open F, ">/proc/self/comm"; print F $ARGV[0]; close F; syscall(146, $_) for (${numbers})' '${name}'`;
    assert.equal((await sshExec('vm-root', script)).code, 0);
  }

  async function inThemes(name: string): Promise<void> {
    for (const theme of THEMES) {
      await editor.runCommand('Preferences: Color Theme');
      await editor.pick(theme);
      await editor.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
      await editor.screenshot(`data-${name}-${theme.toLowerCase().replaceAll(' ', '-')}`);
    }
    await editor.runCommand('Preferences: Color Theme');
    await editor.pick('Dark Modern');
    await editor.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  async function choose(label: string, option: string | RegExp): Promise<void> {
    const select = page().locator('label').filter({ hasText: label }).locator('select');
    const options = await select.locator('option').allTextContents();
    const wanted = options.find((each) => (typeof option === 'string' ? each === option : option.test(each)));
    assert.ok(wanted, `${options.join(', ')} have no ${option}`);
    await select.selectOption({ label: wanted });
  }

  it('opens a map from the Sessions view, empty at first', async () => {
    await editor.openFile('views.bpf.c');
    await editor.waitForStatus(/^\s*box\s*$/, 60_000);
    await editor.runCommand('BPF Tracepoints: Load on Target');
    await editor.page.locator('.activitybar .action-label[aria-label^="BPF Tracepoints"]').click();
    await treeRow(/by_task/).click({ timeout: 120_000 });
    await page().getByText('The map is empty').waitFor();
    await editor.screenshot('data-map-empty');
  });

  it('sees entries by their types, as they come; what a target says is text', async () => {
    await call('1..3');
    await call('8, 9', MARKUP);
    await rows().nth(1).waitFor();
    const texts = await rows().allInnerTexts();
    assert.ok(
      texts.some((text) => /perl\s+3\s+3\s+ODD/.test(text)),
      texts.join('|'),
    );
    assert.ok(
      texts.some((text) => text.includes(MARKUP)),
      texts.join('|'),
    );
    assert.equal(await page().locator('img').count(), 0);
    await inThemes('map');
  });

  it('sorts by a heading, by mouse and by keyboard, and filters', async () => {
    const first = (): Locator =>
      rows()
        .filter({ has: page().locator('[aria-colindex="1"]') })
        .first();
    await page().getByRole('columnheader', { name: 'count' }).getByRole('button').click();
    await page().locator('[aria-sort="descending"]').filter({ hasText: 'count' }).waitFor();
    assert.match(await first().innerText(), /perl/);
    await editor.press('Enter');
    await page().locator('[aria-sort="ascending"]').filter({ hasText: 'count' }).waitFor();
    await page().locator('.grid-row[data-row="0"]').filter({ hasText: MARKUP }).waitFor();
    await page().getByRole('searchbox').fill('onerror');
    await page().getByText('1 of 2 entries.').waitFor();
    await page().getByRole('searchbox').fill('');
  });

  it('draws a value over time, and reads it by keyboard', async () => {
    await choose('Chart', 'count over time');
    await page().locator('.u-legend').getByText(/perl/).waitFor();
    for (let round = 1; round <= 4; round++) {
      await call(`1..${round * 20}`);
      await page()
        .getByRole('gridcell', { name: String(round * 20), exact: true })
        .first()
        .waitFor();
    }
    await page().locator('.plot').focus();
    await editor.press('End');
    await editor.press('ArrowLeft');
    await page()
      .locator('.said')
      .filter({ hasText: /perl: 3/ })
      .waitFor();
    await inThemes('time-line');
    await choose('Chart', 'None');
  });

  it('sees a histogram of powers of two as one', async () => {
    await call('(4) x 10, (9) x 300, (70) x 120, 1000');
    await treeRow(/sizes/).click();
    const bar = page().locator('.bar').filter({ hasText: '[8, 16)' });
    await bar.getByText(/3\d\d/).waitFor();
    await page().locator('.bars').focus();
    await editor.press('End');
    await page()
      .locator('.said')
      .filter({ hasText: /of \d+/ })
      .waitFor();
    await inThemes('histogram');
  });

  it('follows a ring buffer, decoded by the struct that the source sends', async () => {
    await treeRow(/events/).click();
    await call('1..40');
    await call('7', MARKUP);
    await rows().filter({ hasText: MARKUP }).waitFor();
    const last = await rows().filter({ hasText: MARKUP }).innerText();
    assert.match(last.replaceAll(/\s+/g, ' '), /ODD 7 <img onerror=a>/);
    assert.match(await page().locator('.totals').innerText(), /Lost\s*0/);
    await inThemes('events');
  });

  /** Answers the dialog that asks where to save, and reads what was saved. */
  async function exported(format: 'CSV' | 'JSON', name: string): Promise<string> {
    const file = join(editor.workspace, name);
    await page().getByRole('button', { name: 'Export…' }).click();
    await editor.pick(format);
    await editor.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).waitFor();
    // The dialog fills in the name by itself, somewhat later than it opens: it is the one that is wanted.
    await editor.page.waitForFunction(
      `[...document.querySelectorAll('.quick-input-widget input')].some(({ value }) => value === ${JSON.stringify(file)})`,
    );
    await editor.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    await editor.waitForNotification(/was saved/);
    await editor.clearNotifications();
    assert.ok(existsSync(file), `${file} was not written`);
    return readFileSync(file, 'utf8');
  }

  it('saves records and entries as CSV and JSON', async () => {
    const events = (await exported('CSV', 'events.csv')).split('\r\n');
    assert.equal(events[0], 'time,cpu,time,pid,parity,number,comm');
    assert.match(events.at(-2) ?? '', /^[\d.]+,,\d+,\d+,ODD,7,<img onerror=a>$/);
    await editor.page.locator('.tab').filter({ hasText: 'by_task' }).click();
    const entries = JSON.parse(await exported('JSON', 'by_task.json')) as readonly {
      key: { comm: string };
      value: object;
    }[];
    const marked = entries.find(({ key, value }) => key.comm === MARKUP && 'count' in value && value.count === 2);
    assert.deepEqual(marked?.value, { count: 2, last: 9, parity: 'ODD' });
  });

  it('keeps up with a flood: what is not shown is counted, and the editor answers', async () => {
    await editor.page.locator('.tab').filter({ hasText: 'events' }).first().click();
    // The client then logs how long each answer of the server took.
    await setLogLevel('Trace');
    const quiet = await timeToComplete();
    await editor.page.locator('.tab').filter({ hasText: 'events: box' }).click();
    const flood = sshExec('vm-root', `timeout 20 perl -e 'while (1) { syscall(146, $_) for (1 .. 1000) }'`);
    await page()
      .locator('.totals')
      .getByText(/^[\d,]{6,}$/)
      .first()
      .waitFor();
    const during = await timeToComplete();
    const answers = await answerTimes();
    await editor.page.locator('.tab').filter({ hasText: 'events: box' }).click();
    await editor.screenshot('data-flood');
    await setLogLevel('Info');
    const totals = (await page().locator('.totals').innerText()).replaceAll(/\s+/g, ' ');
    await flood;
    console.log(`      ${totals}`);
    console.log(`      key press to list: ${quiet.toFixed(0)} ms quiet, ${during.toFixed(0)} ms in the flood`);
    console.log(`      the server's answers in the flood: ${answers.join(', ')} ms`);
    const shown = await page().locator('.totals dd').first().innerText();
    assert.ok(Number(shown.replaceAll(',', '')) > 10_000, totals);
    assert.equal(await rows().last().count(), 1);
  });

  /** Milliseconds from a key press to the list of members, at best of five: what the editor itself takes is in it. */
  async function timeToComplete(): Promise<number> {
    await editor.page.locator('.tab').filter({ hasText: 'views.bpf.c' }).click();
    const times: number[] = [];
    for (let round = 0; round < 5; round++) {
      const line = PROGRAM.split('\n').findIndex((text) => text.includes('ctx->args'));
      await editor.goTo(line + 1, (PROGRAM.split('\n')[line]?.indexOf('ctx->') ?? 0) + 6);
      const from = performance.now();
      await editor.press('Control+Space');
      await editor.suggestions();
      times.push(performance.now() - from);
      await editor.press('Escape');
    }
    return Math.min(...times);
  }

  async function setLogLevel(level: string): Promise<void> {
    await editor.runCommand('Developer: Set Log Level...');
    await editor.pick('BPF Tracepoints');
    await editor.pick(level);
    await editor.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Milliseconds, as the client saw them: the last ones that fit the output panel. */
  async function answerTimes(): Promise<readonly number[]> {
    await editor.runCommand('BPF Tracepoints: Show Log');
    const text = await editor.waitForOutput(/Received response 'textDocument\/completion/);
    return [...text.matchAll(/'textDocument\/completion - \(\d+\)' in (\d+)ms/g)].map(([, ms]) => Number(ms));
  }

  it('keeps what was there last when the session ends', async () => {
    await editor.page.locator('.tab').filter({ hasText: 'views.bpf.c' }).click();
    await editor.runCommand('BPF Tracepoints: Stop');
    await editor.page.locator('.tab').filter({ hasText: 'by_task' }).click();
    await page().getByText('The session has ended.').waitFor();
    assert.ok((await rows().count()) > 1);
    await editor.screenshot('data-ended');
  });

  it('is told what to do when the window was loaded again', async () => {
    await editor.page.reload();
    // Which tab was in front is kept with a delay.
    await editor.page.locator('.tab').filter({ hasText: 'by_task' }).click({ timeout: 60_000 });
    await page()
      .getByText(/Load the program again/)
      .waitFor({ timeout: 60_000 });
    await editor.screenshot('data-restored');
  });
});
