// VS Code without a download from its makers: the npm package code-server carries all of it.
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { npm } from './npm.mjs';
import { progress } from './progress.mjs';

/** code-server 4.139.1 holds VS Code 1.139.1, which wants Node 24. */
const version = '4.139.1';
const nodeVersion = '24.21.0';
/** What takes the place of native modules that VS Code misses when they are not compiled. */
const standIns = ['spdlog', 'native-watchdog'];

/**
 * @typedef {object} VscodeServer
 * @property {string} node the Node to run it with
 * @property {string} main VS Code's own server, not code-server's wrapper around it
 */

/**
 * From the cache outside the checkout, or installed into it (under a minute). Installers at the same time each make their
 * own, and the first to finish wins.
 * @param {AbortSignal} [signal]
 * @returns {Promise<VscodeServer>}
 * @throws {Error} with what npm said
 */
export async function ensureVscodeServer(signal) {
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'bpf-tracepoints');
  const dir = join(cache, `vscode-${version}-${await standInsHash()}`);
  if (!(await exists(dir))) {
    await mkdir(cache, { recursive: true });
    await removeAbandoned(cache);
    await progress(`VS Code ${version} for the browser, into ${dir}`, () => installInto(dir, signal));
  }
  return {
    node: join(dir, 'node_modules', nodePackage(), 'bin', 'node'),
    main: join(dir, 'node_modules', 'code-server', 'lib', 'vscode', 'out', 'server-main.js'),
  };
}

/** @param {string} name */
const standIn = (name) => join('scripts', 'setup', 'stand-ins', `${name}.cjs`);

async function standInsHash() {
  const hash = createHash('sha256');
  for (const name of standIns) hash.update(await readFile(standIn(name)));
  return hash.digest('hex').slice(0, 8);
}

/** The package `node` would fetch this one in its install script. */
const nodePackage = () => `${process.platform === 'darwin' ? 'node-bin' : 'node'}-${process.platform}-${process.arch}`;

/**
 * No install scripts: they compile for 90 s what is not needed here. Terminals work: node-pty brings its own binaries.
 * @param {string} dir
 * @param {AbortSignal} [signal]
 */
async function installInto(dir, signal) {
  const building = `${dir}.${process.pid}.building`;
  await mkdir(building);
  try {
    await writeFile(join(building, 'package.json'), '{ "private": true }\n');
    const packages = [`code-server@${version}`, `${nodePackage()}@${nodeVersion}`];
    await npm(['install', '--prefix', '.', ...packages], { cwd: building, signal });
    const vscode = join(building, 'node_modules', 'code-server', 'lib', 'vscode');
    await npm(['install', '--prefix', '.', '--omit=dev'], { cwd: vscode, signal });
    for (const name of standIns)
      await copyFile(standIn(name), join(vscode, 'node_modules', '@vscode', name, 'index.js'));
    await publish(building, dir);
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

/**
 * @param {string} building
 * @param {string} dir
 */
async function publish(building, dir) {
  try {
    await rename(building, dir);
  } catch (error) {
    // Somebody else was quicker: a folder that has content is never replaced by rename(2).
    if (!(await exists(dir))) throw error;
  }
}

/**
 * Folders are named `….PID.building`; one whose process is gone was cut short.
 * @param {string} cache
 */
async function removeAbandoned(cache) {
  for (const name of await readdir(cache)) {
    const pid = /^vscode-.*\.(\d+)\.building$/.exec(name)?.[1];
    if (pid && !(await exists(`/proc/${pid}`))) await rm(join(cache, name), { recursive: true, force: true });
  }
}

/** @param {string} path */
const exists = (path) =>
  stat(path).then(
    () => true,
    () => false,
  );
