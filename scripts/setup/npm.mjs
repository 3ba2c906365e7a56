// The npm packages of this checkout, as package-lock.json has them.
import { readFile } from 'node:fs/promises';
import { runQuietly } from '../children.mjs';
import { progress } from './progress.mjs';

/**
 * @typedef {{ version?: string, optional?: boolean }} LockEntry
 */

/**
 * Installs when what is in node_modules is not what the lockfile says. No package's install script is run.
 * @param {AbortSignal} [signal]
 * @throws {Error} with what npm said
 */
export async function ensureNpm(signal) {
  if (await isInstalled()) return;
  await progress('npm packages', async () => {
    await npm(['ci', '--prefix', '.'], { signal });
  });
}

/**
 * @param {readonly string[]} args
 * @param {{ cwd?: string, signal?: AbortSignal | undefined }} options
 */
export async function npm(args, options) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  const { code, output } = await runQuietly('npm', [...args, ...quiet], { ...options, env: npmEnvironment() });
  options.signal?.throwIfAborted();
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed (${code}):\n${output.trim()}`);
}

/**
 * What `npm run` tells its children about this checkout would misdirect an npm that works in another folder.
 * @returns {NodeJS.ProcessEnv}
 */
function npmEnvironment() {
  const { npm_config_local_prefix: _prefix, NODE_ENV: _production, ...environment } = process.env;
  return environment;
}

/** npm writes node_modules/.package-lock.json last, and it holds the versions that are there. */
async function isInstalled() {
  const wanted = await packagesOf('package-lock.json');
  const present = await packagesOf('node_modules/.package-lock.json');
  return Object.entries(wanted).every(([path, entry]) => {
    const installed = present[path];
    // An optional package that is not for this platform is not there.
    return path === '' || (installed ? installed.version === entry.version : entry.optional === true);
  });
}

/**
 * @param {string} lockfile
 * @returns {Promise<Record<string, LockEntry>>} by path; empty if there is no such file
 */
async function packagesOf(lockfile) {
  const text = await readFile(lockfile, 'utf8').catch(() => '{}');
  return JSON.parse(text).packages ?? {};
}
