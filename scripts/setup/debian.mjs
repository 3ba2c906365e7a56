// Debian packages: which are missing, and installing them where that needs nobody's password.
import { runQuietly } from '../children.mjs';
import { progress } from './progress.mjs';

/**
 * @param {readonly string[]} packages names, `name:arm64` for those of another architecture
 * @param {AbortSignal} [signal]
 * @throws {Error} with the one line to run, when this process may not install
 */
export async function ensureDebian(packages, signal) {
  const missing = await missingPackages(packages, signal);
  if (missing.length === 0) return;
  const foreign = await foreignArchitectures(missing, signal);
  const asRoot = await privilege(signal);
  if (!asRoot) throw new Error(`Packages are missing. Run this once, then try again:\n  ${oneLine(missing, foreign)}`);
  await progress(`Debian packages: ${missing.join(' ')}`, async () => {
    for (const architecture of foreign) await must([...asRoot, 'dpkg', '--add-architecture', architecture], signal);
    await install(asRoot, missing, foreign.length > 0, signal);
  });
}

/**
 * @param {readonly string[]} packages
 * @param {AbortSignal} [signal]
 * @returns {Promise<string[]>}
 */
async function missingPackages(packages, signal) {
  if (packages.length === 0) return [];
  const format = '${db:Status-Status} ${Package} ${Package}:${Architecture}\n';
  const { code, output } = await runQuietly('dpkg-query', ['-W', '-f', format, ...packages], { signal });
  signal?.throwIfAborted();
  if (code === 127) throw new Error(`This needs Debian or Ubuntu, or by other means: ${packages.join(' ')}`);
  const native = await ownArchitecture(signal);
  const installed = new Set(
    output.split('\n').flatMap((line) => {
      const [status, name, qualified] = line.split(' ');
      if (status !== 'installed' || !name || !qualified) return [];
      return qualified.endsWith(`:${native}`) || qualified.endsWith(':all') ? [name, qualified] : [qualified];
    }),
  );
  return [...new Set(packages)].filter((name) => !installed.has(name));
}

/** @param {AbortSignal} [signal] */
async function ownArchitecture(signal) {
  return (await runQuietly('dpkg', ['--print-architecture'], { signal })).output.trim();
}

/**
 * @param {readonly string[]} packages
 * @param {AbortSignal} [signal]
 * @returns {Promise<string[]>} architectures that dpkg must be told of first
 */
async function foreignArchitectures(packages, signal) {
  const { output } = await runQuietly('dpkg', ['--print-foreign-architectures'], { signal });
  const known = new Set([...output.trim().split('\n'), await ownArchitecture(signal), 'all']);
  const wanted = packages.flatMap((name) => name.split(':').slice(1));
  return [...new Set(wanted)].filter((architecture) => !known.has(architecture));
}

/**
 * @param {AbortSignal} [signal]
 * @returns {Promise<string[] | undefined>} what to put before a command that needs root; nothing if that cannot be had
 */
async function privilege(signal) {
  const environment = ['env', 'DEBIAN_FRONTEND=noninteractive'];
  if (process.getuid?.() === 0) return environment;
  const { code } = await runQuietly('sudo', ['-n', 'true'], { signal });
  return code === 0 ? ['sudo', '-n', ...environment] : undefined;
}

/**
 * Lists that are missing or too old make the first attempt fail, so they are fetched only then.
 * @param {readonly string[]} asRoot
 * @param {readonly string[]} packages
 * @param {boolean} updateFirst
 * @param {AbortSignal} [signal]
 */
async function install(asRoot, packages, updateFirst, signal) {
  const aptGet = [...asRoot, 'apt-get', '-q', '-y', '-o', 'DPkg::Lock::Timeout=120'];
  const line = [...aptGet, 'install', '--no-install-recommends', ...packages];
  if (!updateFirst && (await tryLine(line, signal)).code === 0) return;
  await must([...aptGet, 'update'], signal);
  await must(line, signal);
}

/**
 * @param {readonly string[]} line
 * @param {AbortSignal} [signal]
 */
async function tryLine([command, ...args], signal) {
  const result = await runQuietly(command ?? '', args, { signal });
  signal?.throwIfAborted();
  return result;
}

/**
 * @param {readonly string[]} line
 * @param {AbortSignal} [signal]
 */
async function must(line, signal) {
  const { code, output } = await tryLine(line, signal);
  if (code === 0) return;
  throw new Error(`${line.join(' ')} failed (${code}):\n${output.trim().split('\n').slice(-15).join('\n')}`);
}

/**
 * @param {readonly string[]} packages
 * @param {readonly string[]} foreign
 */
function oneLine(packages, foreign) {
  const add = foreign.map((architecture) => `sudo dpkg --add-architecture ${architecture} && `).join('');
  return `${add}sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}
