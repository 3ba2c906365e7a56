// npm start [--no-vm]: VS Code on examples/ with this checkout's extension, and a throwaway machine as its target.
// `-- --port N` keeps the address the same. Everything ends with Ctrl-C.
import { access } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildAll } from './build-all.mjs';
import { interruption, orphaned, startChild } from './children.mjs';
import { ensureDebianFor, ensureNpm, ensureVscodeServer } from './setup.mjs';
import { progress } from './setup/progress.mjs';
import { startVm } from './test/target-machine.mjs';
import { quietSettings, startVscode, writeSettings } from './vscode/server.mjs';
import { vmSettings } from './vscode/vm-settings.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const { values } = parseArgs({ options: { 'no-vm': { type: 'boolean' }, port: { type: 'string', default: '0' } } });
// `npm start --no-vm`, without `--` before it, reaches us this way only.
const withVm = !values['no-vm'] && process.env['npm_config_vm'] !== '';
/** Kept from one start to the next: what people set in the editor stays. */
const profile = resolve('dist', 'start');
const workspace = resolve('examples');
// npm does not pass a signal on through the shell between us; that the shell is gone tells as much.
const signal = AbortSignal.any([interruption(), orphaned()]);

const firstSteps = `
Try this:
  1. Open ${withVm ? 'try-me.bpf.c' : 'a .bpf.c file'}, and type SEC("tp/sched/ and then ctx-> inside its function.
  2. ${withVm ? '' : 'Choose a target in the status bar. '}Press the play button at the top right: it compiles, loads on the target, and shows the output.
  3. Press stop. Nothing is left on the target.
`;

try {
  await start();
} catch (error) {
  if (!signal.aborted) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

async function start() {
  const desktop = await desktopVscode();
  await ensureNpm(signal);
  await ensureDebianFor({ loader: true, clang: true, vm: withVm }, signal);
  const vm = withVm ? startVm(signal, { log: logOfVm }) : undefined;
  try {
    if (!desktop) await ensureVscodeServer(signal);
    await buildAll({ signal });
    const settings = await settingsFor(vm);
    await (desktop ? runDesktop(desktop, settings) : runInBrowser(settings));
  } finally {
    await vm?.stop();
  }
}

/**
 * Not what the tools say that build the image.
 * @param {string} line
 */
function logOfVm(line) {
  if (/^(Building|Booting) /.test(line)) console.log(line);
}

/**
 * @param {import('./test/target-machine.mjs').TargetMachine | undefined} vm
 * @returns {Promise<Record<string, unknown>>}
 */
async function settingsFor(vm) {
  if (!vm) return quietSettings;
  const sshConfigFile = await progress('The virtual machine', () => vm.sshConfigFile);
  return { ...quietSettings, ...vmSettings(sshConfigFile), 'bpfTracepoints.activeTarget': 'vm' };
}

/** @returns {Promise<string | undefined>} path of `code` */
async function desktopVscode() {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, process.platform === 'win32' ? 'code.cmd' : 'code');
    const found = await access(file).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return undefined;
}

/**
 * @param {string} code
 * @param {Record<string, unknown>} settings
 */
async function runDesktop(code, settings) {
  // Its own profile, and so its own process, which ends with its window.
  const userDataDir = join(profile, 'desktop');
  await writeSettings({ userDataDir, settings });
  const args = [`--extensionDevelopmentPath=${resolve('.')}`, '--user-data-dir', userDataDir, '--new-window', '--wait'];
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  console.log(`${firstSteps}\nClose the window, or Ctrl-C, to stop.`);
  await startChild(code, [...args, workspace], { signal }).exit;
}

/** @param {Record<string, unknown>} settings */
async function runInBrowser(settings) {
  const vscode = await startVscode({
    userDataDir: join(profile, 'browser'),
    workspace,
    extensionDevelopmentPath: resolve('.'),
    settings,
    port: Number(values.port),
    signal,
  });
  console.log(`\nVS Code is at\n\n  ${vscode.url()}\n${firstSteps}\nCtrl-C stops everything.`);
  const code = await vscode.exit;
  await vscode.stop();
  if (!signal.aborted) throw new Error(`VS Code ended by itself (${code}).`);
}
