// VS Code as a person uses it: keyboard, mouse, and what stands on the screen.
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { openBrowser } from './browser.mjs';
import { quietSettings, startVscode } from './server.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** Milliseconds that something may take to come onto the screen. Measured: 15 s for the list of build tasks, two machines on two processors. */
const patience = 60_000;

/**
 * @typedef {object} EditorOptions
 * @property {Readonly<Record<string, string>>} [files] of the workspace, by path; without them, those of examples/
 * @property {Readonly<Record<string, unknown>>} [settings] on top of quietSettings
 * @property {string} [extensionDevelopmentPath] this checkout unless told; '' for none
 * @property {string} [extensionsDir] with installed extensions
 * @property {boolean} [untrusted] opens the workspace in restricted mode
 * @property {NodeJS.ProcessEnv} [env] for the extension host
 * @property {{ width: number, height: number }} [size] in CSS pixels
 * @property {number} [scale] device pixels per CSS pixel
 * @property {AbortSignal} [signal]
 */

/**
 * A fresh VS Code on a fresh workspace, in its own profile; all gone after close().
 * @param {EditorOptions} [options]
 * @returns {Promise<VscodeEditor>}
 */
export async function openEditor(options = {}) {
  // Short: the profile holds sockets, whose paths may have 107 bytes.
  const profile = await mkdtemp(join(tmpdir(), 'bpftp-'));
  const workspace = join(profile, 'workspace');
  /** @type {(() => Promise<void>)[]} in reverse order */
  const cleanUp = [() => rm(profile, { recursive: true, force: true, maxRetries: 3 })];
  const close = async () => {
    for (let step; (step = cleanUp.pop());) await step();
  };
  try {
    await fillWorkspace(workspace, options.files);
    const developed = options.extensionDevelopmentPath ?? process.cwd();
    const vscode = await startVscode({
      userDataDir: join(profile, 'data'),
      extensionsDir: options.extensionsDir ?? join(profile, 'extensions'),
      workspace,
      settings: { ...quietSettings, ...options.settings },
      signal: options.signal,
      ...(developed ? { extensionDevelopmentPath: resolve(developed) } : {}),
      ...(options.untrusted ? { untrusted: true } : {}),
      ...(options.env ? { env: options.env } : {}),
    });
    cleanUp.push(vscode.stop);
    const { page, close: closeBrowser } = await openBrowser(options);
    cleanUp.push(closeBrowser);
    page.setDefaultTimeout(patience);
    await page.goto(vscode.url());
    // The file explorer has the workspace's name when the window is ready for input.
    await page.locator('.explorer-folders-view .monaco-list').waitFor();
    return new VscodeEditor(page, workspace, vscode.pid, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * @param {string} workspace
 * @param {EditorOptions['files']} files
 */
async function fillWorkspace(workspace, files) {
  if (!files) return await cp('examples', workspace, { recursive: true });
  await mkdir(workspace, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(workspace, name)), { recursive: true });
    await writeFile(join(workspace, name), text);
  }
}

/** Every method waits for what it needs on the screen, `patience` at most, and rejects if it does not come. */
export class VscodeEditor {
  /**
   * @param {Page} page
   * @param {string} workspace folder, absolute
   * @param {number} serverPid of VS Code's server; extension hosts are its children
   * @param {() => Promise<void>} close
   */
  constructor(page, workspace, serverPid, close) {
    this.page = page;
    this.workspace = workspace;
    this.serverPid = serverPid;
    this.close = close;
  }

  /**
   * @param {string} name of the picture, without extension
   * @returns {Promise<string>} its path, in dist/screenshots/
   */
  async screenshot(name) {
    const path = join('dist', 'screenshots', `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  /** @returns {Promise<string>} what stands in front of the rest: menus and questions, notifications, status bar; as JSON */
  async foreground() {
    const [asked, dialogs, focus] = await Promise.all([
      this.page.locator('.quick-input-widget:visible').allInnerTexts(),
      this.page.locator('.monaco-dialog-box:visible').allInnerTexts(),
      this.page.evaluate('document.activeElement?.className'),
    ]);
    return JSON.stringify({
      asked,
      dialogs,
      notifications: await this.notifications(),
      status: await this.statusBar(),
      focus,
    });
  }

  /**
   * As a person types: letter by letter, with what the editor does in between.
   * @param {string} text a newline is Enter
   */
  async typeText(text) {
    await this.page.keyboard.type(text, { delay: 15 });
  }

  /** @param {string} key Playwright's spelling: `Control+Space`, `Escape` */
  async press(key) {
    await this.page.keyboard.press(key);
  }

  /**
   * Through the command palette.
   * @param {string} title as the palette shows it, with its category: `BPF Tracepoints: Compile`
   */
  async runCommand(title) {
    await this.press('F1');
    await this.pick(title, `>${title}`);
    await this.letGo(`>${title}`);
  }

  /**
   * The command palette and the questions of commands share one widget, which takes its time to let go of an answer: what is typed
   * before would be lost, or be taken for the next one.
   * @param {string} answer that was given
   */
  async letGo(answer) {
    const asks = `[...document.querySelectorAll('.quick-input-widget input')].some((input) => input.checkVisibility() && input.value === ${JSON.stringify(answer)})`;
    await this.page.waitForFunction(`!${asks}`);
  }

  /**
   * Chooses a row of the quick pick that is open, or is about to.
   * @param {string} label what the row's text starts with
   * @param {string} [filter] to type first
   */
  async pick(label, filter = label) {
    const widget = this.page.locator('.quick-input-widget:visible');
    await widget.locator('input').first().fill(filter);
    const wanted = `[aria-label^=${JSON.stringify(label)}]`;
    await widget.locator(`.monaco-list-row${wanted}`).first().waitFor();
    // By keyboard: while a list is still being filtered, another row can come under a mouse that is about to click.
    const focused = widget.locator('.monaco-list-row.focused');
    const seen = new Set();
    for (;;) {
      const shown = await focused.getAttribute('aria-label');
      if (shown?.startsWith(label)) break;
      if (seen.has(shown)) throw new Error(`No row ${label} can be reached from: ${[...seen].join(' | ')}`);
      seen.add(shown);
      await this.press('ArrowDown');
      await widget.locator(`.monaco-list-row.focused:not([aria-label=${JSON.stringify(shown)}])`).waitFor();
    }
    await this.press('Enter');
  }

  /**
   * Answers the input box that is open, or is about to.
   * @param {string} text
   */
  async answer(text) {
    await this.page.locator('.quick-input-widget:visible input').first().fill(text);
    await this.press('Enter');
    await this.letGo(text);
  }

  /** @param {string} name of a file in the workspace */
  async openFile(name) {
    await this.press('Control+P');
    await this.pick(name);
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    const lines = this.page.locator('.editor-instance .view-line');
    await lines.first().waitFor();
    // Brackets are coloured once the language's configuration is there; typed earlier, they are not closed by the editor.
    if (/[()[\]{}]/.test((await lines.allInnerTexts()).join('')))
      await this.page.locator('.editor-instance [class*="bracket-highlighting"]').first().waitFor();
  }

  /**
   * @param {number} line from 1
   * @param {number} column from 1; past the end is the end
   */
  async goTo(line, column) {
    await this.press('Control+G');
    await this.answer(`:${line}:${column}`);
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Saves the active file, and waits until its tab no longer says that it has changes. */
  async save() {
    await this.press('Control+S');
    await this.page.locator('.tab.active:not(.dirty)').waitFor();
  }

  /** @returns {Promise<string[]>} the active editor's lines that are on the screen, without hints and lenses */
  async visibleLines() {
    return await textOfLines(this.page, '.editor-instance .view-line');
  }

  /** @returns {Promise<string[]>} the labels in the suggestion list, best first, as far as it shows them */
  async suggestions() {
    const rows = this.page.locator('.suggest-widget.visible .monaco-list-row');
    await rows.first().waitFor();
    return await rows.locator('.label-name').allInnerTexts();
  }

  /** @param {string} label a row of the suggestion list, which takes it */
  async acceptSuggestion(label) {
    const name = this.page.locator('.suggest-widget.visible .monaco-list-row .label-name');
    await name.getByText(label, { exact: true }).first().click();
    await this.page.locator('.suggest-widget.visible').waitFor({ state: 'detached' });
  }

  /**
   * Rests the mouse on a piece of the active editor's text.
   * @param {string} text on one line; the first such place on the screen
   * @returns {Promise<string>} what the hover says
   */
  async hover(text) {
    const { x, y } = await this.placeOf(text);
    await this.page.mouse.move(x - 1, y);
    await this.page.mouse.move(x, y);
    const contents = this.page.locator('.monaco-hover:visible .hover-contents');
    await contents.first().waitFor();
    await this.page.locator('.monaco-hover:visible').getByText('Loading...').waitFor({ state: 'detached' });
    return plain((await contents.allInnerTexts()).join('\n'));
  }

  /**
   * @param {string} text
   * @returns {Promise<{ x: number, y: number }>} the middle of its first occurrence, in CSS pixels
   */
  async placeOf(text) {
    const lines = this.page.locator('.editor-instance .view-line');
    await lines
      .filter({ hasText: new RegExp(pattern(text)) })
      .first()
      .waitFor();
    const place = await lines.evaluateAll((elements, wanted) => {
      // This runs in the page, where there is nothing but its arguments.
      for (const line of elements) {
        const start = line.textContent.replaceAll('\u00a0', ' ').indexOf(wanted);
        if (start < 0) continue;
        const range = line.ownerDocument.createRange();
        // 4: text nodes only.
        const walker = line.ownerDocument.createTreeWalker(line, 4);
        let passed = 0;
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const length = node.textContent?.length ?? 0;
          const [from, to] = [start - passed, start + wanted.length - passed];
          if (from >= 0 && from < length) range.setStart(node, from);
          if (to > 0 && to <= length) range.setEnd(node, to);
          passed += length;
        }
        const { left, right, top, bottom } = range.getBoundingClientRect();
        if (right > left) return { x: (left + right) / 2, y: (top + bottom) / 2 };
      }
      return null;
    }, text);
    if (!place) throw new Error(`"${text}" is not on the screen`);
    return place;
  }

  /** @returns {Promise<string[]>} the inlay hints on the screen; waits for the first */
  async hints() {
    // Text that an editor injects has a class made for it, and so has little else.
    const hints = this.page.locator('.editor-instance .view-line span[class*="dyn-rule-"]').filter({ hasText: /\S/ });
    await hints.first().waitFor();
    return (await hints.allInnerTexts()).map(plain);
  }

  /** @param {string} title of a code lens, which is clicked */
  async clickLens(title) {
    await this.page.locator('.codelens-decoration a').getByText(title).first().click();
  }

  /** @returns {Promise<string[]>} titles of the code lenses on the screen */
  async lenses() {
    await this.page.locator('.codelens-decoration a').first().waitFor();
    return (await this.page.locator('.codelens-decoration a').allInnerTexts()).map(plain);
  }

  /** @returns {Promise<string>} the lines of the output panel that are on the screen */
  async outputText() {
    return (await textOfLines(this.page, '.part.panel .output-view .view-line')).join('\n');
  }

  /**
   * @param {RegExp} pattern
   * @param {number} [timeout] in ms
   * @returns {Promise<string>} the output panel's text once it matches
   */
  async waitForOutput(pattern, timeout = patience) {
    const selector = '.part.panel .output-view';
    // The panel shows blanks that do not break.
    const shown = new RegExp(pattern.source.replaceAll(' ', '\\s'), pattern.flags);
    await this.page.locator(selector).filter({ hasText: shown }).waitFor({ timeout });
    return await this.outputText();
  }

  /**
   * @param {RegExp} pattern
   * @param {number} count of different lines of the output panel that match, as they come by
   */
  async waitForOutputLines(pattern, count) {
    const seen = new Set();
    await this.waitForOutput(pattern, 120_000);
    while (seen.size < count) {
      for (const line of (await this.outputText()).split('\n')) if (pattern.test(line)) seen.add(line);
      await this.page.evaluate('new Promise(requestAnimationFrame)');
    }
  }

  /**
   * Looks into the list of notifications: this VS Code shows none by itself, as its smoke-test driver switches that off.
   * The list is open afterwards; {@link clearNotifications} empties and closes it.
   * @param {RegExp} pattern
   * @param {number} [timeout] in ms
   */
  async waitForNotification(pattern, timeout = patience) {
    const list = this.page.locator('.notifications-center.visible');
    const message = this.page.locator('.notification-list-item-message').filter({ hasText: pattern }).first();
    for (let isThere = false; !isThere;) {
      // The status bar's bell is always there, in any state.
      if (!(await list.isVisible())) await this.page.locator('#status\\.notifications').click();
      // The list closes by itself when the last of its notifications goes, such as the progress of a load.
      isThere = await Promise.race([
        message.waitFor({ timeout }).then(() => true),
        list.waitFor({ state: 'hidden', timeout: timeout + 1000 }).then(() => false),
      ]);
    }
  }

  async clearNotifications() {
    await this.runCommand('Notifications: Clear All Notifications');
    await this.page.locator('.notifications-center.visible').waitFor({ state: 'detached' });
  }

  /** @returns {Promise<string[]>} what the notifications on the screen say */
  async notifications() {
    return (await this.page.locator('.notification-list-item-message:visible').allInnerTexts()).map(plain);
  }

  /** @returns {Promise<string[]>} texts in the status bar, left to right */
  async statusBar() {
    return (await this.page.locator('.statusbar-item:visible').allInnerTexts())
      .map(plain)
      .filter((text) => text !== '');
  }

  /**
   * @param {string | RegExp} text of a status bar item
   * @param {number} [timeout] in ms
   */
  async waitForStatus(text, timeout = patience) {
    await this.page.locator('.statusbar-item').filter({ hasText: text }).first().waitFor({ timeout });
  }
}

/** @param {string} text with the blanks that do not break, which VS Code shows instead of ordinary ones */
const plain = (text) => text.replaceAll('\u00a0', ' ').replaceAll('\u200b', '').trim();

/**
 * @param {string} text
 * @returns {string} of a regular expression that takes blanks that do not break for ordinary ones
 */
const pattern = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s');

/**
 * VS Code keeps lines in the DOM in any order.
 * @param {Page} page
 * @param {string} selector
 * @returns {Promise<string[]>} from top to bottom
 */
async function textOfLines(page, selector) {
  const lines = await page.locator(selector).evaluateAll((elements) =>
    elements
      .map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent }))
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text),
  );
  return lines.map((line) => line.replaceAll('\u00a0', ' ').trimEnd());
}
