// Takes from a booted machine what its kernel's entry in kernels/ is made of, and keeps it outside the checkout.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bootVm } from '../vm/boot.mjs';
import { cacheFolder, ensureImage } from '../vm/image.mjs';
import { run } from '../vm/run.mjs';

/**
 * @typedef {import('../vm/kernels.mjs').DebianKernel & { name: import('../vm/kernels.mjs').KernelName }} NamedKernel
 *
 * @typedef {object} Taken
 * @property {{ release: string, version: string, machine: string, captured: string }} about `uname -r`, `-v`, `-m`; the day, `YYYY-MM-DD`
 * @property {string} formats the capture: all format files, as `tail -n +1` prints them
 * @property {Buffer} btf /sys/kernel/btf/vmlinux, 3 to 7 MB
 */

/** @param {string} name of the kernel */
const keptIn = (name) => join(cacheFolder('captures'), name);

/**
 * Boots the machine, reads it in two round trips and keeps what it read.
 * @param {NamedKernel} kernel
 * @param {AbortSignal} signal
 * @returns {Promise<Taken>}
 * @throws {Error} a sentence for people: no image, no boot, no such kernel in it
 */
export async function takeFromMachine(kernel, signal) {
  const log = (/** @type {string} */ line) => console.error(line);
  const vm = await bootVm(await ensureImage({ kernel: kernel.name, log, signal }), { log, signal });
  try {
    const onTarget = async (/** @type {string} */ script) => {
      const { code, stdout, stderr } = await run('ssh', ['-F', vm.sshConfigFile, vm.hostAliases.root, script], {
        signal,
      });
      if (code !== 0) throw new Error(`ssh ended with ${code}: ${stderr.trim()}`);
      return stdout;
    };
    const uname = await onTarget('uname -r; uname -v; uname -m; gzip -c /sys/kernel/btf/vmlinux | base64 -w 0');
    const [release = '', version = '', machine = '', btf = ''] = uname.split('\n');
    const formats = await onTarget('cd /sys/kernel/tracing/events && tail -n +1 */*/format');
    const captured = new Date().toISOString().slice(0, 10);
    const about = { release, version, machine, captured };
    const taken = { about, formats, btf: gunzipSync(Buffer.from(btf, 'base64')) };
    await keep(kernel.name, taken);
    return taken;
  } finally {
    await vm.stop();
  }
}

/**
 * @param {string} name
 * @param {Taken} taken
 */
async function keep(name, { about, formats, btf }) {
  const folder = keptIn(name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'formats.txt'), formats);
  await writeFile(join(folder, 'vmlinux.btf'), btf);
  await writeFile(join(folder, 'about.json'), JSON.stringify(about, null, 2));
}

/**
 * What was taken and kept before.
 * @param {string} name
 * @returns {Promise<Taken>}
 * @throws {Error} if it never was
 */
export async function readKept(name) {
  const folder = keptIn(name);
  return {
    about: JSON.parse(await readFile(join(folder, 'about.json'), 'utf8')),
    formats: await readFile(join(folder, 'formats.txt'), 'utf8'),
    btf: await readFile(join(folder, 'vmlinux.btf')),
  };
}
