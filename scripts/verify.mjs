// npm run verify: format, lint, types, unit tests and what is generated into documents, in under a minute. Says nothing of what is well but how long it took.
import { fileURLToPath } from 'node:url';
import { interruption, runQuietly } from './children.mjs';
import { ensureNpm } from './setup/npm.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const signal = interruption();

const eslint = { name: 'lint', lines: [['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.']] };
const tsc = {
  name: 'types',
  lines: ['.', 'client/panels/web'].map((project) => ['node_modules/typescript/bin/tsc', '-p', project]),
};
const prettier = {
  name: 'format',
  lines: [['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']],
};
const unit = {
  name: 'unit tests',
  lines: [
    ['scripts/build.mjs', '--tests'],
    [
      '--enable-source-maps',
      'node_modules/mocha/bin/mocha.js',
      '--timeout',
      '20s',
      '--reporter',
      'dot',
      'dist/test/unit/**/*.test.js',
    ],
  ],
};

const documents = {
  name: 'documents',
  lines: [
    ['scripts/readme.mjs', '--check'],
    ['scripts/notices.mjs', '--check'],
  ],
};

await ensureNpm(signal);
// Two at a time, for two processors; the slowest first.
const waiting = [eslint, unit, tsc, prettier, documents];
/** @type {string[]} */
const failed = [];
const worker = async () => {
  for (let check; !signal.aborted && (check = waiting.shift());) if (!(await isWell(check))) failed.push(check.name);
};
await Promise.all([worker(), worker()]);
if (signal.aborted) process.exit(130);
console.log(failed.length ? `Not well: ${failed.join(', ')}` : 'All is well.');
process.exitCode = failed.length ? 1 : 0;

/** @param {{ name: string, lines: string[][] }} check */
async function isWell({ name, lines }) {
  const start = performance.now();
  let said = '';
  let ok = true;
  for (const line of lines) {
    const { code, output } = await runQuietly(process.execPath, line, { signal });
    said += output;
    ok = code === 0;
    if (!ok) break;
  }
  if (signal.aborted) return false;
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(12)} ${((performance.now() - start) / 1000).toFixed(1)} s`);
  if (!ok) console.log(said.trim());
  return ok;
}
