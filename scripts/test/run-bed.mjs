// Runs tests in a child process and reads what they reported.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startChild } from '../children.mjs';

/** @typedef {import('./report.mjs').BedResult} BedResult */

/**
 * @typedef {object} BedOptions
 * @property {string} bed
 * @property {NodeJS.ProcessEnv} [env] on top of ours
 * @property {number} limit for all of it, in minutes
 * @property {AbortSignal} signal
 * @property {boolean} [named] whether each line of the console names the bed, as another one may run at the same time
 */

/**
 * @param {string} pattern of test files, from the root
 * @param {number} timeout for each test, in seconds
 * @param {BedOptions} options
 * @returns {Promise<BedResult>}
 */
export function runMocha(pattern, timeout, options) {
  const mocha = ['--enable-source-maps', 'node_modules/mocha/bin/mocha.js', '--reporter', 'scripts/test-reporter.cjs'];
  // A test that is left in the source with `.only` would silence all others.
  const strict = process.env['CI'] === undefined ? [] : ['--forbid-only'];
  return runBed([...mocha, '--timeout', `${timeout}s`, ...strict, pattern], options);
}

/**
 * @param {readonly string[]} args for Node: a program that runs Mocha with scripts/test-reporter.cjs
 * @param {BedOptions} options
 * @returns {Promise<BedResult>} a run that did not come to its end counts as one more failure
 */
export async function runBed(args, { bed, env = {}, limit, signal, named = false }) {
  console.log(`\n──── ${bed} ────`);
  const folder = await mkdtemp(join(tmpdir(), 'bpftp-results-'));
  try {
    const file = join(folder, 'results.json');
    const time = AbortSignal.timeout(limit * 60_000);
    const child = startChild(process.execPath, args, {
      env: { ...process.env, ...env, BPFTP_TEST_RESULTS: file },
      stdio: named ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      signal: AbortSignal.any([signal, time]),
    });
    for (const stream of [child.process.stdout, child.process.stderr])
      if (stream) createInterface(stream).on('line', (line) => console.log(`${bed} │ ${line}`));
    const code = await child.exit;
    signal.throwIfAborted();
    const reported = await readFile(file, 'utf8').catch(() => undefined);
    return judge(bed, reported, code, time.aborted ? `took over ${limit} minutes` : `ended with exit status ${code}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} bed
 * @param {string | undefined} reported
 * @param {number} code
 * @param {string} ending
 * @returns {BedResult}
 */
function judge(bed, reported, code, ending) {
  if (reported === undefined) {
    const message = `The tests ${ending} before the first of them.`;
    return { bed, passed: 0, failures: [{ title: 'the run', message }], skips: [] };
  }
  const { complete, passed, failures, skips } = JSON.parse(reported);
  if (!complete) failures.push({ title: 'the run', message: `The tests ${ending} before the last of them.` });
  else if (code !== 0 && failures.length === 0)
    failures.push({ title: 'the run', message: `The tests ${ending}, although none failed.` });
  else if (passed + failures.length + skips.length === 0)
    failures.push({ title: 'the run', message: 'There are no tests.' });
  return { bed, passed, failures, skips };
}
