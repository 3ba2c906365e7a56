// Installs a VSIX into a profile as a user's VS Code would.
import { resolve } from 'node:path';
import { runQuietly } from '../children.mjs';
import { ensureVscodeServer } from '../setup/vscode-server.mjs';

/**
 * @param {string} vsix absolute path
 * @param {string} extensionsDir made if missing
 * @param {string} userDataDir made if missing
 * @throws {Error} with what VS Code said
 */
export async function installVsix(vsix, extensionsDir, userDataDir) {
  const profile = ['--user-data-dir', userDataDir, '--extensions-dir', extensionsDir];
  const install = ['--install-extension', vsix, '--force', '--accept-server-license-terms', ...profile];
  const desktop = process.env['VSCODE_EXECUTABLE'];
  const { node, main } = desktop ? { node: resolve(desktop), main: '--no-sandbox' } : await ensureVscodeServer();
  const { code, output } = await runQuietly(node, [main, ...install]);
  // A refused VSIX does not always show in the exit status.
  if (code !== 0 || !/successfully installed/.test(output)) throw new Error(`${vsix} was not installed:\n${output}`);
}
