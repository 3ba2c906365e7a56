// The virtual machine's image: built once, kept outside the checkout.
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { buildInto } from './build.mjs';
import { recipeHash } from './recipe.mjs';

export { debianPackages } from './recipe.mjs';

/**
 * @typedef {import('./recipe.mjs').Suite} Suite
 *
 * @typedef {object} Image
 * @property {Suite} suite
 * @property {string} dir the folder of all the others, absolute
 * @property {string} kernel
 * @property {string} initrd
 * @property {string} disk raw, ext4 without partitions; to be booted with a snapshot, never written
 * @property {string} keyFile private ed25519 key that all four users accept, mode 0600
 * @property {string} hostKeyFile the machine's public host key, one line
 */

/**
 * @param {Suite} suite
 * @param {string} dir
 * @returns {Image}
 */
const imageIn = (suite, dir) => ({
  suite,
  dir,
  kernel: join(dir, 'kernel'),
  initrd: join(dir, 'initrd'),
  disk: join(dir, 'disk.img'),
  keyFile: join(dir, 'key'),
  hostKeyFile: join(dir, 'host_key.pub'),
});

/** @returns {string} */
const cacheFolder = () => join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'bpf-tracepoints', 'vm');

/**
 * The image of a Debian release: from the cache, or built into it (about a minute; needs a Debian mirror).
 * Builders at the same time each build their own, and the first to finish wins.
 * @param {{ suite: Suite, log?: (line: string) => void, signal?: AbortSignal }} options
 * @returns {Promise<Image>}
 * @throws {Error} a sentence for people: wrong machine, missing package, no mirror
 */
export async function ensureImage({ suite, log = () => undefined, signal }) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(`The virtual machine needs Linux on x86-64; this is ${process.platform} on ${process.arch}.`);
  const cache = cacheFolder();
  const dir = join(cache, `${suite}-${recipeHash(suite)}`);
  if (await exists(dir)) return imageIn(suite, dir);

  await mkdir(cache, { recursive: true });
  await removeAbandonedBuilds(cache);
  const building = `${dir}.${process.pid}.building`;
  await mkdir(building, { mode: 0o700 });
  try {
    log(`Building the ${suite} image in ${cache}: about a minute, once.`);
    await buildInto(building, suite, log, signal);
    await publish(building, dir);
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return imageIn(suite, dir);
}

/** @param {string} path */
const exists = (path) =>
  stat(path).then(
    () => true,
    () => false,
  );

/**
 * Folders are named `….PID.building`; one whose process is gone was cut short.
 * @param {string} cache
 */
async function removeAbandonedBuilds(cache) {
  for (const name of await readdir(cache)) {
    const pid = /\.(\d+)\.building$/.exec(name)?.[1];
    if (pid && !(await exists(`/proc/${pid}`)))
      await rm(join(cache, name), { recursive: true, force: true }).catch(() => undefined);
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
