// Starts VS Code's own server, which shows VS Code in a browser and runs extensions in a Node extension host.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from '../children.mjs';
import { ensureVscodeServer } from '../setup/vscode-server.mjs';

const startLimit = 60_000;

/** What a test or a screenshot wants of VS Code: nothing on the screen but the work. */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Dark Modern',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
};

/**
 * @typedef {object} VscodeOptions
 * @property {string} userDataDir made if missing
 * @property {string} [extensionsDir] `extensions` in userDataDir unless told
 * @property {string} workspace folder to open, absolute
 * @property {string} [extensionDevelopmentPath] absolute
 * @property {string} [extensionTestsPath] module with `run()`, absolute
 * @property {Readonly<Record<string, unknown>>} [settings] of every scope; without them, those in userDataDir stay
 * @property {boolean} [untrusted] opens the workspace in restricted mode, without asking; elsewhere every workspace is trusted
 * @property {NodeJS.ProcessEnv} [env] for the server, and so for the extension host
 * @property {number} [port] 0, the default, takes a free one
 * @property {(line: string) => void} [log] what the server says
 * @property {AbortSignal | undefined} [signal]
 *
 * @typedef {object} Vscode
 * @property {number} port on 127.0.0.1
 * @property {number} pid the server's; its extension hosts are its children
 * @property {(folder?: string) => string} url of the workspace, with the extension in development
 * @property {Promise<number>} exit
 * @property {() => Promise<void>} stop
 */

/**
 * Resolves when the server answers.
 * @param {VscodeOptions} options
 * @returns {Promise<Vscode>}
 * @throws {Error} with what the server said, when it does not start
 */
export async function startVscode(options) {
  const { node, main } = await ensureVscodeServer();
  const { userDataDir, log = () => undefined } = options;
  await writeSettings(options);
  const args = [main, '--host', '127.0.0.1', '--port', String(options.port ?? 0)];
  args.push('--without-connection-token', '--accept-server-license-terms', '--telemetry-level', 'off');
  // Without it a built VS Code ignores `payload` in its address, which names the extension in development.
  args.push('--enable-smoke-test-driver');
  if (!options.untrusted) args.push('--disable-workspace-trust');
  args.push(
    '--user-data-dir',
    userDataDir,
    '--extensions-dir',
    options.extensionsDir ?? join(userDataDir, 'extensions'),
  );
  // A window that went away without a word keeps its extension host for three hours otherwise.
  args.push('--reconnection-grace-time', '60');
  const child = startChild(node, args, {
    env: serverEnvironment(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: options.signal,
  });
  const port = await listeningPort(child, log).catch(async (/** @type {unknown} */ error) => {
    await child.stop();
    throw error;
  });
  const url = (/** @type {string} */ folder = options.workspace) => address(port, folder, options);
  return { port, pid: child.process.pid ?? 0, url, exit: child.exit, stop: child.stop };
}

/** The person's answer of long ago, as it were: a dialog would stand in a test's way. */
const untrustedSettings = { 'security.workspace.trust.startupPrompt': 'never' };

/**
 * Both files are needed, tried with one setting of each scope: settings of scope `machine` and `machine-overridable` are read
 * from `Machine/settings.json` alone, those of scope `application` (telemetry, updates) from the user's alone. This build
 * keeps the user's in `User/settings.json`; a plain VS Code in a browser keeps them in the browser.
 * @param {Pick<VscodeOptions, 'userDataDir' | 'settings' | 'untrusted'>} options
 */
export async function writeSettings({ userDataDir, settings: given, untrusted }) {
  const settings = given && { ...given, ...(untrusted ? untrustedSettings : {}) };
  for (const scope of ['User', 'Machine']) {
    await mkdir(join(userDataDir, scope), { recursive: true });
    if (settings) await writeFile(join(userDataDir, scope, 'settings.json'), `${JSON.stringify(settings, null, 2)}\n`);
  }
}

/**
 * Without what another VS Code, in whose terminal we may run, would have it do.
 * @param {NodeJS.ProcessEnv} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
function serverEnvironment(extra = {}) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name));
  return { ...Object.fromEntries(inherited), ...extra };
}

/**
 * @param {import('../children.mjs').Child} child
 * @param {(line: string) => void} log
 * @returns {Promise<number>}
 */
function listeningPort(child, log) {
  let said = '';
  return new Promise((resolve, reject) => {
    const giveUp = (/** @type {string} */ why) => reject(new Error(`VS Code's server ${why}. It said:\n${said}`));
    const timer = setTimeout(() => giveUp(`did not start in ${startLimit / 1000} s`), startLimit);
    const hear = (/** @type {string} */ text) => {
      log(text.trimEnd());
      said = (said + text).slice(-4_000);
      const port = /Extension host agent listening on (\d+)/.exec(said)?.[1];
      if (!port) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.process.stdout?.setEncoding('utf8').on('data', hear);
    child.process.stderr?.setEncoding('utf8').on('data', hear);
    void child.exit.then((code) => {
      clearTimeout(timer);
      giveUp(`ended with ${code}`);
    });
  });
}

/**
 * @param {number} port
 * @param {string} folder
 * @param {VscodeOptions} options
 * @returns {string}
 */
function address(port, folder, { extensionDevelopmentPath, extensionTestsPath }) {
  const remote = (/** @type {string} */ path) => `vscode-remote://127.0.0.1:${port}${encodeURI(path)}`;
  const payload = [
    ...(extensionDevelopmentPath ? [['extensionDevelopmentPath', remote(extensionDevelopmentPath)]] : []),
    ...(extensionTestsPath ? [['extensionTestsPath', remote(extensionTestsPath)]] : []),
  ];
  const query = new URLSearchParams({ folder, ...(payload.length ? { payload: JSON.stringify(payload) } : {}) });
  return `http://127.0.0.1:${port}/?${query}`;
}
