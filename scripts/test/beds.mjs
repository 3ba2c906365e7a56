// The beds: where tests run, and what each needs.
import { readFile } from 'node:fs/promises';
import { runScript } from '../build-all.mjs';
import { progress } from '../setup/progress.mjs';
import { secondTestKernel, testKernel } from '../vm/kernels.mjs';
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
 * First the beds that mostly wait for an emulated processor, in two lanes for two processors; then VS Code's, which want both.
 * @param {readonly BedName[]} beds
 * @param {Context} context
 * @returns {Promise<BedResult[]>}
 */
export async function runBeds(beds, context) {
  const { vm, signal } = context;
  const target = beds.includes('target') ? vm : undefined;
  // Both to their ends, also where one throws: each stops its machines itself.
  const ended = await Promise.allSettled([
    target ? onMachine(target, 'target', otherTests, signal).then((result) => [result]) : [],
    aside(beds, { vm: target, signal }),
  ]);
  const lanes = ended.map((lane) => {
    if (lane.status === 'rejected') throw lane.reason;
    return lane.value;
  });
  const editor = beds.includes('vscode') ? await vscode(context) : [];
  return [...lanes.flat(), ...editor];
}

/** Of the tests on a target, those of the loader by itself: nearly half of the time. No braces in patterns: mocha cuts at commas. */
const loaderTests = 'dist/test/target/loader*.test.js';
const otherTests = 'dist/test/target/!(loader*).test.js';
/** What depends on the kernel most. */
const kernelTests = 'dist/test/target/@(generated|examples|plans).test.js';

/**
 * What needs no machine, while the shared one boots; then what runs on machines of its own, one at a time.
 * @param {readonly BedName[]} beds
 * @param {Context} context
 * @returns {Promise<BedResult[]>}
 */
async function aside(beds, { vm, signal }) {
  /** @type {BedResult[]} */
  const results = [];
  const options = { limit: 10, signal, named: vm !== undefined };
  if (beds.includes('unit'))
    results.push(await runMocha('dist/test/unit/**/*.test.js', 20, { bed: 'unit', ...options }));
  if (beds.includes('lsp')) results.push(await runMocha('dist/test/lsp/**/*.test.js', 30, { bed: 'lsp', ...options }));
  if (!vm) return results;
  // Two builders of one image in one process would be in each other's way.
  await vm.sshConfigFile.catch(() => undefined);
  for (const [kernel, bed, tests] of /** @type {const} */ ([
    [secondTestKernel, `target ${secondTestKernel}`, kernelTests],
    [testKernel, 'target loader', loaderTests],
  ])) {
    const machine = startVm(signal, { kernel });
    try {
      results.push(await onMachine(machine, bed, tests, signal));
    } finally {
      await machine.stop();
    }
  }
  return results;
}

/**
 * @param {import('./target-machine.mjs').TargetMachine | undefined} vm
 * @param {string} bed
 * @param {string} tests
 * @param {AbortSignal} signal
 * @returns {Promise<BedResult>}
 */
async function onMachine(vm, bed, tests, signal) {
  const env = await vmEnvironment({ vm, signal });
  if (env instanceof Error) return failedBed(bed, 'the virtual machine boots', env);
  return runMocha(tests, 300, { bed, env, limit: 40, signal, named: true });
}

/**
 * @param {Context} context
 * @returns {Promise<NodeJS.ProcessEnv | Error>} for tests that use the virtual machine
 */
async function vmEnvironment({ vm, signal }) {
  if (!vm) return { BPFTP_WITHOUT_VM: '1' };
  try {
    return { BPFTP_VM_SSH_CONFIG: await vm.sshConfigFile };
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * Inside the extension host, in a trusted workspace and in one that is not; as a person at the screen; and the packaged extension, which is built last because it takes the
 * place of the development build.
 * @param {Context} context
 * @returns {Promise<BedResult[]>}
 */
async function vscode({ vm, signal }) {
  const found = await vmEnvironment({ vm, signal });
  const env = found instanceof Error ? {} : found;
  /** @type {BedResult[]} */
  const results = found instanceof Error ? [failedBed('vm', 'boots', found)] : [];
  const suite = async (/** @type {string} */ name, /** @type {string[]} */ ...more) => {
    const bed = `vscode ${name}`;
    const args = ['scripts/vscode/run-tests.mjs', name, ...more];
    const log = `dist/test-logs/vscode-${name}.log`;
    results.push(await runBed(args, { bed, env: { ...env, BPFTP_VSCODE_LOG: log }, limit: 20, signal }));
  };
  await suite('host');
  await suite('untrusted');
  const user = { bed: 'vscode user', env, limit: 30, signal };
  results.push(await runMocha('dist/test/vscode/user/**/*.test.js', 180, user));
  try {
    await progress('VSIX', () => runScript(['scripts/package.mjs'], signal));
  } catch (error) {
    signal.throwIfAborted();
    return [...results, failedBed('vscode smoke', 'the VSIX is built', error)];
  }
  const { name, version } = JSON.parse(await readFile('package.json', 'utf8'));
  await suite('smoke', '--vsix', `dist/${name}-${version}.vsix`);
  return results;
}
