// node scripts/vscode/run-tests.mjs host|untrusted|smoke [--vsix FILE]: one folder of test/vscode in the extension host of a fresh VS Code.
// VSCODE_EXECUTABLE names a desktop VS Code to run it in; without, VS Code's server and a headless browser are used.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { interruption } from '../children.mjs';
import { installClangdStandIn } from './clangd-stand-in.mjs';
import { installVsix } from './install-vsix.mjs';
import { quietSettings, writeSettings } from './server.mjs';
import { vmSettings } from './vm-settings.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { vsix: { type: 'string' } } });
const suite = positionals[0] ?? 'host';
// VS Code, in the same process group, is told to end as well; what is left to do here is to clean up.
interruption();
// Short: the profile holds sockets, whose paths may have 107 bytes.
const profile = await mkdtemp(join(tmpdir(), 'bpftp-'));
process.exitCode = await run().finally(() => rm(profile, { recursive: true, force: true, maxRetries: 3 }));

/** @returns {Promise<number>} */
async function run() {
  const workspace = join(profile, 'workspace');
  await cp('examples', workspace, { recursive: true });
  const userDataDir = join(profile, 'data');
  const sshConfig = process.env['BPFTP_VM_SSH_CONFIG'];
  const untrusted = suite === 'untrusted';
  const settings = { ...quietSettings, ...(sshConfig ? vmSettings(sshConfig) : {}) };
  await writeSettings({ userDataDir, settings, untrusted });
  const extensionsDir = join(profile, 'extensions');
  if (!values.vsix) await installClangdStandIn(extensionsDir);
  if (values.vsix) await installVsix(resolve(values.vsix), extensionsDir, userDataDir);
  try {
    return await runTests({
      vscodeExecutablePath: resolve(process.env['VSCODE_EXECUTABLE'] ?? 'scripts/vscode/launcher.mjs'),
      // With a VSIX the extension must come from it: what is in development is a package that does nothing.
      extensionDevelopmentPath: resolve(values.vsix ? 'test/vscode/smoke-host' : '.'),
      extensionTestsPath: resolve('dist/test/vscode/index.js'),
      launchArgs: [workspace, `--user-data-dir=${userDataDir}`, `--extensions-dir=${extensionsDir}`],
      extensionTestsEnv: { BPFTP_VSCODE_SUITE: suite },
    });
  } catch (error) {
    // Failed tests have been reported by then.
    if (!(error instanceof Error && /^Test run /.test(error.message))) console.error(error);
    return 1;
  }
}
