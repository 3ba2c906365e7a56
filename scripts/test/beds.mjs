// The beds: where tests run, and what each needs.
import { readFile } from 'node:fs/promises';
import { runScript } from '../build-all.mjs';
import { progress } from '../setup/progress.mjs';
import { secondTestKernel } from '../vm/kernels.mjs';
import { failedBed } from './report.mjs';
import { runBed, runMocha } from './run-bed.mjs';
import { startVm } from './target-machine.mjs';

/** @typedef {import('./report.mjs').BedResult} BedResult */
/** @typedef {'unit' | 'lsp' | 'target' | 'vscode'} BedName */

/** @type {readonly BedName[]} */
export const bedNames = ['unit', 'lsp', 'target', 'vscode'];

/**
 * @typedef {object} Context
 * @property {import('./target-machine.mjs').TargetMachine | undefined} vm not there if it was left out
 * @property {AbortSignal} signal
 */

/**
 * One after the other: together they would only wait for each other.
 * @param {readonly BedName[]} beds
 * @param {Context} context
 * @returns {AsyncGenerator<BedResult>}
 */
export async function* runBeds(beds, context) {
  const { signal } = context;
  if (beds.includes('unit'))
    yield await heading('unit', runMocha('dist/test/unit/**/*.test.js', 20, { bed: 'unit', limit: 10, signal }));
  if (beds.includes('lsp'))
    yield await heading('lsp', runMocha('dist/test/lsp/**/*.test.js', 30, { bed: 'lsp', limit: 10, signal }));
  if (!beds.includes('target') && !beds.includes('vscode')) return;

  const env = await vmEnvironment(context);
  if (env instanceof Error) yield failedBed('vm', 'boots', env);
  const vmEnv = env instanceof Error ? {} : env;
  if (beds.includes('target') && !(env instanceof Error)) yield* target(vmEnv, signal);
  if (beds.includes('vscode')) yield* vscode(vmEnv, signal);
}

/**
 * @param {Context} context
 * @returns {Promise<NodeJS.ProcessEnv | Error>} for tests that use the virtual machine
 */
async function vmEnvironment({ vm, signal }) {
  if (!vm) return { BPFTP_WITHOUT_VM: '1' };
  try {
    return { BPFTP_VM_SSH_CONFIG: await progress('Waiting for the virtual machine', () => vm.sshConfigFile) };
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * All on the machine that the beds share; then, on one with another kernel that boots meanwhile, what depends on the kernel most.
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<BedResult>}
 */
async function* target(env, signal) {
  const second = startVm(signal, { kernel: secondTestKernel });
  try {
    const all = 'dist/test/target/**/*.test.js';
    yield await heading('target', runMocha(all, 300, { bed: 'target', env, limit: 40, signal }));

    const bed = `target ${secondTestKernel}`;
    const otherEnv = await vmEnvironment({ vm: second, signal });
    if (otherEnv instanceof Error) return yield failedBed(bed, 'boots', otherEnv);
    // No braces: mocha cuts at commas.
    const ofKernel = 'dist/test/target/@(generated|examples|plans).test.js';
    yield await heading(bed, runMocha(ofKernel, 300, { bed, env: otherEnv, limit: 20, signal }));
  } finally {
    await second.stop();
  }
}

/**
 * Inside the extension host, in a trusted workspace and in one that is not; as a person at the screen; and the packaged extension, which is built last because it takes the
 * place of the development build.
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<BedResult>}
 */
async function* vscode(env, signal) {
  const suite = (/** @type {string} */ name, /** @type {string[]} */ ...more) => {
    const bed = `vscode ${name}`;
    const args = ['scripts/vscode/run-tests.mjs', name, ...more];
    const log = `dist/test-logs/vscode-${name}.log`;
    return heading(bed, runBed(args, { bed, env: { ...env, BPFTP_VSCODE_LOG: log }, limit: 20, signal }));
  };
  yield await suite('host');
  yield await suite('untrusted');
  const user = { bed: 'vscode user', env, limit: 20, signal };
  yield await heading('vscode user', runMocha('dist/test/vscode/user/**/*.test.js', 180, user));
  try {
    await progress('VSIX', () => runScript(['scripts/package.mjs'], signal));
  } catch (error) {
    signal.throwIfAborted();
    return yield failedBed('vscode smoke', 'the VSIX is built', error);
  }
  const { name, version } = JSON.parse(await readFile('package.json', 'utf8'));
  yield await suite('smoke', '--vsix', `dist/${name}-${version}.vsix`);
}

/**
 * @param {string} bed
 * @param {Promise<BedResult>} running
 */
function heading(bed, running) {
  console.log(`\n──── ${bed} ────`);
  return running;
}
