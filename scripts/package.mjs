// npm run package: makes dist/bpf-tracepoints-<version>.vsix from a fresh production build, and checks what is in it.
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { interruption, runQuietly } from './children.mjs';
import { contentsProblems, sizeLimit } from './package/contents.mjs';
import { copyLicences } from './package/licences.mjs';
import { readZip } from './package/zip.mjs';
import { ensureDebianFor, ensureNpm } from './setup.mjs';
import { progress } from './setup/progress.mjs';

/**
 * @param {string} script of this folder
 * @param {readonly string[]} args
 * @param {AbortSignal} signal
 */
async function runScript(script, args, signal) {
  await must(process.execPath, [`scripts/${script}`, ...args], signal);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {AbortSignal} signal
 */
async function must(command, args, signal) {
  const { code, output } = await runQuietly(command, args, { signal });
  signal.throwIfAborted();
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed (${code}):\n${output.trim()}`);
}

/**
 * vsce is told not to look for dependencies (all are bundled), nor for a repository.
 * @param {string} file
 * @param {AbortSignal} signal
 */
async function makeVsix(file, signal) {
  await rm(file, { force: true });
  const options = [
    '--no-dependencies',
    '--no-git-tag-version',
    '--no-update-package-json',
    '--no-rewrite-relative-links',
  ];
  const vsce = 'node_modules/@vscode/vsce/vsce';
  await must(process.execPath, [vsce, 'package', ...options, '--allow-missing-repository', '--out', file], signal);
}

/** @param {string} file */
async function checkVsix(file) {
  const vsix = await readFile(file);
  const files = readZip(vsix);
  for (const [name, data] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    console.log(`${String(data.length).padStart(9)}  ${name}`);
  }
  console.log(`${file}: ${files.size} files, ${(vsix.length / 1e6).toFixed(2)} MB`);
  // A home or checkout of `/` or `/root` is in texts by chance; what names us is longer.
  const machinePaths = [resolve('.'), homedir()].filter((path) => path.split('/').length > 2);
  const problems = contentsProblems(files, machinePaths);
  if (vsix.length > sizeLimit) problems.push(`it is over ${sizeLimit / 1e6} MB`);
  if (problems.length > 0) throw new Error(`${file} is not as it must be:\n${problems.join('\n')}`);
}

/** @param {AbortSignal} signal */
async function makePackage(signal) {
  await ensureNpm(signal);
  // What the loaders are linked from brings the headers and licences too.
  await ensureDebianFor({ loader: true }, signal);
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  const file = `dist/bpf-tracepoints-${version}.vsix`;
  await progress('bundles', () => runScript('build.mjs', ['--production'], signal));
  await progress('loaders', () => runScript('build-loader.mjs', [], signal));
  await progress('headers', () => runScript('copy-headers.mjs', [], signal));
  await progress('licences', () => copyLicences());
  await progress('notices', () => runScript('notices.mjs', ['--check'], signal));
  await progress('vsce', () => makeVsix(file, signal));
  await checkVsix(file);
}

if (!existsSync('package.json')) throw new Error('run it in the checkout: npm run package');
try {
  await makePackage(interruption());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
