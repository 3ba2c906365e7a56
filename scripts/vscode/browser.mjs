// Chromium without a window, driven through playwright-core.
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { startVscode } from './server.mjs';

/** What the browser needs; any font will do, but without one there is no text. */
export const debianPackages = ['chromium', 'fonts-dejavu-core'];

/** @typedef {import('playwright-core').Page} Page */

/**
 * @param {string} name
 * @param {string} folder
 */
const isProgram = (name, folder) =>
  access(join(folder, name), constants.X_OK).then(
    () => true,
    () => false,
  );

/**
 * @returns {Promise<string>}
 * @throws {Error} when there is none
 */
async function chromiumPath() {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'])
    for (const folder of folders) if (await isProgram(name, folder)) return join(folder, name);
  throw new Error(`No Chromium on the PATH. Install: ${debianPackages.join(' ')}`);
}

/**
 * @typedef {object} BrowserOptions
 * @property {{ width: number, height: number }} [size] in CSS pixels
 * @property {number} [scale] device pixels per CSS pixel
 */

/**
 * @param {BrowserOptions} [options]
 * @returns {Promise<{ page: Page, close: () => Promise<void> }>}
 */
export async function openBrowser({ size = { width: 1280, height: 800 }, scale = 1 } = {}) {
  // Loaded here: set-up imports this file before there are npm packages.
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath: await chromiumPath(),
    // Containers and root have no sandbox, virtual machines no GPU, and the tests no business on the network.
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
  });
  const context = await browser.newContext({ viewport: size, deviceScaleFactor: scale, colorScheme: 'dark' });
  return { page: await context.newPage(), close: () => browser.close() };
}

/**
 * Runs the `run()` of a module in the extension host of a fresh VS Code.
 * @param {import('./server.mjs').VscodeOptions & { extensionTestsPath: string, print?: (line: string) => void }} options
 * @returns {Promise<number>} 0 if `run()` resolved
 * @throws {Error} when VS Code ends before the tests do
 */
export async function runExtensionTests(options) {
  const { print = console.log } = options;
  const vscode = await startVscode(options);
  try {
    const { page, close } = await openBrowser();
    try {
      return await testsIn(page, vscode, print);
    } finally {
      await close();
    }
  } finally {
    await vscode.stop();
  }
}

/**
 * @param {Page} page
 * @param {import('./server.mjs').Vscode} vscode
 * @param {(line: string) => void} print
 * @returns {Promise<number>}
 */
async function testsIn(page, vscode, print) {
  /** @type {Promise<number>} */
  const exitCode = new Promise((resolve, reject) => {
    void page.exposeFunction('codeAutomationExit', resolve);
    page.on('crash', () => reject(new Error('The browser tab crashed.')));
    void vscode.exit.then((code) => reject(new Error(`VS Code's server ended with ${code} before the tests did.`)));
  });
  exitCode.catch(() => undefined);
  await page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
    if (type === 'log' || type === 'error') print(args.map(String).join(' '));
  });
  await page.goto(vscode.url());
  return await exitCode;
}
