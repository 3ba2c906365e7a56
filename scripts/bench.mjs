// Builds, then prints the benchmark's table.
import { execFileSync } from 'node:child_process';
import { ensureNpm } from './setup.mjs';

await ensureNpm(new AbortController().signal);
execFileSync(process.execPath, ['scripts/build.mjs', '--tests', '--production'], { stdio: 'inherit' });
execFileSync(process.execPath, ['dist/test/bench/bench.js'], { stdio: 'inherit' });
