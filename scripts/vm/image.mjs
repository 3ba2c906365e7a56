// Builds the virtual machine's image once and keeps it outside the checkout.
import { chmod, mkdir, readdir, rename, rm, stat, writeFile, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { bootstrapArguments, packScript, recipeHash } from './recipe.mjs';
import { run } from './run.mjs';

/** What must be installed to build an image and boot it. `uidmap` only matters to builders who are not root. */
export const debianPackages = [
  'mmdebstrap',
  'debian-archive-keyring',
  'qemu-system-x86',
  'e2fsprogs',
  'openssh-client',
  'util-linux',
  'uidmap',
];

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
    await build(suite, building, log, signal);
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

/**
 * @param {Suite} suite
 * @param {string} dir
 * @param {(line: string) => void} log
 * @param {AbortSignal | undefined} signal
 */
async function build(suite, dir, log, signal) {
  const keyFile = join(dir, 'key');
  await must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'bpf-tracepoints-vm', '-f', keyFile], { signal });
  await chmod(keyFile, 0o600);
  const publicKey = (await readFile(`${keyFile}.pub`, 'utf8')).trim();

  const isRoot = process.getuid?.() === 0;
  if (!isRoot) await requireUserNamespaces(signal);
  await bootstrap(suite, publicKey, join(dir, 'rootfs.tar'), isRoot ? 'root' : 'unshare', log, signal);
  /** @type {string[]} */
  const asRoot = isRoot ? [] : ['unshare', '--user', '--map-root-user', '--map-auto', '--'];
  await writeFile(join(dir, 'pack.sh'), packScript);
  const [command, ...args] = [...asRoot, 'sh', join(dir, 'pack.sh'), dir];
  // mke2fs and friends are in /sbin, which is not on the PATH of everybody.
  await must('env', [`PATH=${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, command ?? 'sh', ...args], { log, signal });
}

/** @param {AbortSignal | undefined} signal */
async function requireUserNamespaces(signal) {
  const tried = await run('unshare', ['--user', '--map-root-user', '--map-auto', '--', 'true'], { signal });
  if (tried.code !== 0)
    throw new Error(
      `Building the virtual machine's image needs root, or user namespaces with sub-ids (package uidmap, a line for you in /etc/subuid and /etc/subgid). Run it once as root, or set those up. unshare said: ${tried.stderr.trim()}`,
    );
}

/**
 * @param {Suite} suite
 * @param {string} publicKey
 * @param {string} output
 * @param {'root' | 'unshare'} mode
 * @param {(line: string) => void} log
 * @param {AbortSignal | undefined} signal
 */
async function bootstrap(suite, publicKey, output, mode, log, signal) {
  // Root's mounts in a namespace of their own: whatever happens to mmdebstrap, none stays behind on this machine.
  const namespace = mode === 'root' ? ['unshare', '--mount', '--'] : ['env', '--'];
  const fixed = [...namespace.slice(1), 'mmdebstrap', `--mode=${mode}`, '--format=tar'];
  fixed.push(...bootstrapArguments(suite, publicKey), suite, output);
  // First mmdebstrap's own choice of mirror, then what this machine's apt uses.
  const mirrors = [undefined, ...(await configuredDebianMirrors(signal))];
  /** @type {string[]} */
  const complaints = [];
  for (const mirror of mirrors) {
    const { code, stderr } = await run(namespace[0], [...fixed, ...(mirror ? [mirror] : [])], { log, signal });
    if (code === 0) return;
    signal?.throwIfAborted();
    if (code === 127) throw new Error(`mmdebstrap cannot be started (${stderr}). Install: ${debianPackages.join(' ')}`);
    complaints.push(stderr.trim().split('\n').slice(-8).join('\n'));
    await rm(output, { force: true });
  }
  throw new Error(`mmdebstrap could not make the ${suite} system. It said:\n${complaints.join('\n\n')}`);
}

/**
 * Mirrors of Debian (not of Ubuntu or of anything else) in this machine's apt configuration.
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<string[]>}
 */
async function configuredDebianMirrors(signal) {
  const { stdout } = await run('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'], {
    signal,
  });
  return [...new Set(stdout.split('\n').filter((uri) => /\/debian\/?$/.test(uri)))];
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('./run.mjs').RunOptions} options
 */
async function must(command, args, options) {
  const { code, stderr } = await run(command, args, options);
  if (code === 0) return;
  const missing = code === 127 ? ` Install: ${debianPackages.join(' ')}` : '';
  throw new Error(`${command} ${args.at(-1) ?? ''} failed (${code}): ${stderr.trim()}${missing}`);
}
