// Makes an image's files: a key, the system, a disk of it.
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bootstrapArguments, debianPackages, packScript } from './recipe.mjs';
import { run } from './run.mjs';

/**
 * How to own files as root: really, or in a user namespace.
 * @typedef {object} Privilege
 * @property {'root' | 'unshare'} mode mmdebstrap's word for it
 * @property {string[]} bootstrap what goes before mmdebstrap, which makes its own user namespace
 * @property {string[]} pack what goes before the shell that packs
 */

/**
 * @param {string} dir exists, is empty, and holds the files of an Image afterwards
 * @param {import('./kernels.mjs').DebianKernel} kernel
 * @param {{ packages: readonly string[], log: (line: string) => void, signal: AbortSignal | undefined }} options `packages`: beside
 *   those of every image
 * @returns {Promise<void>}
 */
export async function buildInto(dir, kernel, { packages, log, signal }) {
  const privilege = await findPrivilege(signal);
  const keyFile = join(dir, 'key');
  await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'bpf-tracepoints-vm', '-f', keyFile], { signal });
  await chmod(keyFile, 0o600);
  const publicKey = (await readFile(`${keyFile}.pub`, 'utf8')).trim();

  const system = [`--mode=${privilege.mode}`, '--format=tar', ...bootstrapArguments(kernel, publicKey, packages)];
  const mmdebstrap = [...privilege.bootstrap, 'mmdebstrap', ...system, kernel.suite, join(dir, 'rootfs.tar')];
  await withSomeMirror(mmdebstrap, { log, signal });
  const script = join(dir, 'pack.sh');
  await writeFile(script, packScript);
  await must([...privilege.pack, 'sh', script, dir], { log, signal });
}

/**
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<Privilege>}
 */
async function findPrivilege(signal) {
  if (process.getuid?.() === 0) {
    // In a mount namespace, so that no mount stays behind on this machine whatever happens. Not every container grants one.
    const bootstrap = ['unshare', '--mount', '--'];
    const { code } = await command([...bootstrap, 'true'], { signal });
    return { mode: 'root', bootstrap: code === 0 ? bootstrap : [], pack: [] };
  }
  const pack = ['unshare', '--user', '--map-root-user', '--map-auto', '--'];
  const { code, stderr } = await command([...pack, 'true'], { signal });
  if (code === 0) return { mode: 'unshare', bootstrap: [], pack };
  throw new Error(
    `Building the virtual machine's image needs root, or user namespaces with sub-ids (package uidmap, and a line for you in /etc/subuid and /etc/subgid). Run it once as root, or set those up. unshare said: ${stderr.trim()}`,
  );
}

/**
 * mmdebstrap's own choice of mirror first, then what this machine's apt uses.
 * @param {readonly string[]} mmdebstrap without a mirror
 * @param {import('./run.mjs').RunOptions} options
 */
async function withSomeMirror(mmdebstrap, options) {
  /** @type {string[]} */
  const complaints = [];
  for (const mirror of [[], ...(await configuredDebianMirrors(options.signal))]) {
    const { code, stderr } = await command([...mmdebstrap, ...mirror], options);
    if (code === 0) return;
    options.signal?.throwIfAborted();
    if (code === 127) throw new Error(`${stderr.trim()}. ${installHint}`);
    complaints.push(stderr.trim().split('\n').slice(-8).join('\n'));
    await rm(mmdebstrap.at(-1) ?? '', { force: true });
  }
  throw new Error(`mmdebstrap could not make the system. It said:\n${complaints.join('\n\n')}`);
}

/**
 * Mirrors of Debian (not of Ubuntu or of anything else) in this machine's apt configuration.
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<[string][]>}
 */
async function configuredDebianMirrors(signal) {
  const { stdout } = await command(['apt-get', 'indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'], {
    signal,
  });
  const mirrors = stdout.split('\n').filter((uri) => /\/debian\/?$/.test(uri));
  return [...new Set(mirrors)].map((mirror) => [mirror]);
}

const installHint = `Install: ${debianPackages.join(' ')}`;

/**
 * @param {readonly string[]} words
 * @param {import('./run.mjs').RunOptions} options
 */
async function must(words, options) {
  const { code, stderr } = await command(words, options);
  options.signal?.throwIfAborted();
  if (code !== 0)
    throw new Error(`${words.join(' ')} failed (${code}): ${stderr.trim()} ${code === 127 ? installHint : ''}`);
}

/**
 * mke2fs and chroot are in /sbin, which is not on everybody's PATH.
 * @param {readonly string[]} words
 * @param {import('./run.mjs').RunOptions} options
 */
function command(words, options) {
  return run('env', [`PATH=${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, ...words], options);
}
