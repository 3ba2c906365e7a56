// npm test [--without vm|vscode] [bed …]: set-up, build, then every test there is, on every bed.
// The last line is `N passed, N failed` or `N passed, N failed, N skipped`. Exit status 1 if anything failed.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildAll } from './build-all.mjs';
import { interruption, orphaned } from './children.mjs';
import { ensureDebianFor, ensureNpm, ensureVscodeServer } from './setup.mjs';
import { bedNames, runBeds } from './test/beds.mjs';
import { failedBed, summary } from './test/report.mjs';
import { startVm } from './test/target-machine.mjs';

/** @typedef {import('./test/beds.mjs').BedName} BedName */

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const { beds, withVm } = chosen();
// npm does not pass a signal on through the shell between us; that the shell is gone tells as much.
const signal = AbortSignal.any([interruption(), orphaned()]);
/** @type {import('./test/report.mjs').BedResult[]} */
const results = [];
try {
  await testAll();
} catch (error) {
  if (signal.aborted) {
    console.error('Interrupted.');
    process.exit(130);
  }
  results.push(failedBed('set-up', 'comes to its end', error));
}
console.log(summary(results));
process.exitCode = results.some(({ failures }) => failures.length > 0) ? 1 : 0;

async function testAll() {
  const has = (/** @type {BedName} */ bed) => beds.includes(bed);
  const needsVm = withVm && (has('target') || has('vscode'));
  await ensureNpm(signal);
  const needs = { loader: true, clang: true, vm: needsVm, browser: has('vscode') };
  await ensureDebianFor(needs, signal);
  // The machine boots on one processor while the other builds and runs the first tests.
  const vm = needsVm ? startVm(signal) : undefined;
  try {
    if (has('vscode')) await ensureVscodeServer(signal);
    await buildAll({ tests: true, signal });
    results.push(...(await runBeds(beds, { vm, signal })));
  } finally {
    await vm?.stop();
  }
}

/** @returns {{ beds: BedName[], withVm: boolean }} */
function chosen() {
  const list = (/** @type {string[]} */ values) => values.flatMap((value) => value.split(','));
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { without: { type: 'string', multiple: true }, only: { type: 'string', multiple: true } },
    });
    // `npm test --without vm`, without `--` in between: npm keeps the word --without and passes on `vm`.
    const keptByNpm = process.env['npm_config_without'] !== undefined;
    const without = list([...(values.without ?? []), ...(keptByNpm ? positionals : [])]);
    const only = list([...(values.only ?? []), ...(keptByNpm ? [] : positionals)]);
    const unknown = [
      ...without.filter((name) => !['vm', 'vscode'].includes(name)),
      ...only.filter((name) => !bedNames.some((bed) => bed === name)),
    ];
    if (unknown.length > 0) throw new Error(`No such bed: ${unknown.join(', ')}.`);
    const withVm = !without.includes('vm');
    const beds = bedNames.filter((bed) => {
      const isLeftOut = (bed === 'target' && !withVm) || without.includes(bed);
      return !isLeftOut && (only.length === 0 || only.includes(bed));
    });
    return { beds, withVm };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error(`npm test [--without vm|vscode] [${bedNames.join('|')} …]`);
    process.exit(2);
  }
}
