// npm run bench [-- [--without vm] [GROUP …]]: gets what is measured beside ours, boots the virtual machine that programs are loaded on, builds as
// for the package, then prints the benchmark's table. With BPFTP_VM_SSH_CONFIG set, the machine of that ssh_config is used.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { interruption, startChild } from './children.mjs';
import { runScript } from './build-all.mjs';
import { ensureDebian, ensureDebianFor, ensureNpm, ensureVscodeServer } from './setup.mjs';
import { progress } from './setup/progress.mjs';
import { startVm } from './test/target-machine.mjs';

/** clangd and what it needs to know a BPF program's types; two that list tracepoints. */
const debianPackages = ['clangd-19', 'libbpf-dev', 'bpftool', 'bpftrace', 'bpfcc-tools'];

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { without: { type: 'string', multiple: true } },
});
const signal = interruption();
await ensureNpm(signal);
try {
  await ensureDebian(debianPackages, signal);
  if (positionals.length === 0 || positionals.includes('first-chart')) {
    await ensureDebianFor({ browser: true }, signal);
    await ensureVscodeServer(signal);
  }
} catch (error) {
  // Rows of what is missing say so.
  console.log(error instanceof Error ? error.message : error);
}
await progress('Build', async () => {
  await runScript(['scripts/build.mjs', '--tests', '--production'], signal);
  await runScript(['scripts/build-loader.mjs'], signal);
  await runScript(['scripts/copy-headers.mjs'], signal);
});
const machine = await targetMachine();
try {
  const env = { ...process.env, ...machine.env };
  process.exitCode = await startChild(process.execPath, ['dist/test/bench/bench.js', ...positionals], { signal, env })
    .exit;
} finally {
  await machine.stop();
}

/**
 * Up before anything is measured, so that its boot takes time from nobody. What needs it is left out without it, and says why.
 * @returns {Promise<{ env: NodeJS.ProcessEnv, stop: () => Promise<void> }>}
 */
async function targetMachine() {
  const none = async () => {};
  if (process.env['BPFTP_VM_SSH_CONFIG']) return { env: {}, stop: none };
  if (values.without?.includes('vm')) return { env: { BPFTP_WITHOUT_VM: '--without vm' }, stop: none };
  try {
    await ensureDebianFor({ vm: true, clang: true }, signal);
    const vm = startVm(signal);
    const sshConfigFile = await progress('Waiting for the virtual machine', () => vm.sshConfigFile);
    return { env: { BPFTP_VM_SSH_CONFIG: sshConfigFile }, stop: vm.stop };
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    console.log(`The virtual machine is left out: ${why}`);
    return { env: { BPFTP_WITHOUT_VM: `the virtual machine does not boot (${why.split('\n')[0]})` }, stop: none };
  }
}
