// npm run bench: gets what is measured beside ours, builds as for the package, then prints the benchmark's table.
import { fileURLToPath } from 'node:url';
import { interruption, startChild } from './children.mjs';
import { runScript } from './build-all.mjs';
import { ensureDebian, ensureNpm } from './setup.mjs';
import { progress } from './setup/progress.mjs';

/** clangd and what it needs to know a BPF program's types; two that list tracepoints. */
const debianPackages = ['clangd-19', 'libbpf-dev', 'bpftool', 'bpftrace', 'bpfcc-tools'];

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const signal = interruption();
await ensureNpm(signal);
try {
  await ensureDebian(debianPackages, signal);
} catch (error) {
  // Rows of what is missing say so.
  console.log(error instanceof Error ? error.message : error);
}
await progress('Build', () => runScript(['scripts/build.mjs', '--tests', '--production'], signal));
process.exitCode = await startChild(process.execPath, ['dist/test/bench/bench.js'], { signal }).exit;
