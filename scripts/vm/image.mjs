// The virtual machine's image: built once, kept outside the checkout.
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { buildInto } from './build.mjs';
import { kernelNamed, testKernel } from './kernels.mjs';
import { recipeHash } from './recipe.mjs';

export { debianPackages } from './recipe.mjs';

/**
 * @typedef {import('./kernels.mjs').KernelName} KernelName
 *
 * @typedef {object} Image
 * @property {KernelName} name
 * @property {string} dir the folder of all the others, absolute
 * @property {string} kernel
 * @property {string} initrd
 * @property {string} disk raw, ext4 without partitions; to be booted with a snapshot, never written
 * @property {string} keyFile private ed25519 key that all four users accept, mode 0600
 * @property {string} hostKeyFile the machine's public host key, one line
 */

/**
 * @param {KernelName} name
 * @param {string} dir
 * @returns {Image}
 */
const imageIn = (name, dir) => ({
  name,
  dir,
  kernel: join(dir, 'kernel'),
  initrd: join(dir, 'initrd'),
  disk: join(dir, 'disk.img'),
  keyFile: join(dir, 'key'),
  hostKeyFile: join(dir, 'host_key.pub'),
});

/**
 * What is kept outside the checkout.
 * @param {'vm' | 'captures'} kind
 * @returns {string}
 */
export const cacheFolder = (kind) =>
  join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'bpf-tracepoints', kind);

/**
 * The image of a machine with this kernel (kernels.mjs): from the cache, or built into it (about a minute; needs a Debian mirror).
 * Builders at the same time each build their own, and the first to finish wins.
 * @param {{ kernel?: KernelName, packages?: readonly string[], log?: (line: string) => void, signal?: AbortSignal }} [options]
 *   `packages`: of Debian, beside those of every image
 * @returns {Promise<Image>}
 * @throws {Error} a sentence for people: wrong machine, missing package, no mirror
 */
export async function ensureImage({ kernel = testKernel, packages = [], log = () => undefined, signal } = {}) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(`The virtual machine needs Linux on x86-64; this is ${process.platform} on ${process.arch}.`);
  const described = kernelNamed(kernel);
  const cache = cacheFolder('vm');
  const dir = join(cache, `${kernel}-${recipeHash(described, packages)}`);
  if (await exists(dir)) return imageIn(kernel, dir);

  await mkdir(cache, { recursive: true });
  await removeAbandonedBuilds(cache);
  const building = `${dir}.${process.pid}.building`;
  await mkdir(building, { mode: 0o700 });
  try {
    log(`Building the image of ${kernel} in ${cache}: about a minute, once.`);
    await buildInto(building, described, { packages, log, signal });
    await publish(building, dir);
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return imageIn(kernel, dir);
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
