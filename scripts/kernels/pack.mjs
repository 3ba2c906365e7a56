// Makes a kernel's entry in kernels/ of what was taken from its machine.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { brotliCompressSync, constants } from 'node:zlib';
import { kernels } from '../vm/kernels.mjs';
import { loadMinimiser } from './minimise.mjs';

/**
 * An entry of kernels/index.json.
 * @typedef {object} ShippedKernel
 * @property {string} name `debian12-6.1`
 * @property {string} title for people
 * @property {string} release `uname -r`
 * @property {string} version `uname -v`
 * @property {string} machine `uname -m`
 * @property {string} file beside the index: the capture, compressed with brotli
 * @property {string} btf likewise: the part of the kernel's BTF that tracepoints need (core/btf/minimise.ts)
 * @property {number} tracepoints how many format files
 * @property {string} captured the day, `YYYY-MM-DD`
 */

const folder = 'kernels';
/** The smallest number of format files that is a whole kernel's: Debian's have 1,440 to 2,320. */
const leastTracepoints = 1400;

/**
 * @param {import('./take.mjs').NamedKernel} kernel
 * @param {import('./take.mjs').Taken} taken
 * @returns {Promise<string>} what was written, for people
 * @throws {Error} if this cannot be all of that kernel's
 */
export async function packKernel({ name, title, release }, { about, formats, btf }) {
  if (!release.test(about.release))
    throw new Error(`${name} is ${about.release} now: describe it anew in scripts/vm/kernels.mjs.`);
  const tracepoints = checkedCount(formats);
  const types = (await loadMinimiser())(btf);
  const files = { file: `${name}.br`, btf: `${name}.btf.br` };
  const compressedFormats = compress(Buffer.from(formats), constants.BROTLI_MODE_TEXT);
  const compressedTypes = compress(types, constants.BROTLI_MODE_GENERIC);
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/${files.file}`, compressedFormats);
  await writeFile(`${folder}/${files.btf}`, compressedTypes);
  const { captured, ...uname } = about;
  await addToIndex({ name, title, ...uname, ...files, tracepoints, captured });
  return `${name}: ${tracepoints} tracepoints of ${about.release}
  formats: ${formats.length} characters in ${compressedFormats.length} bytes
  types:   ${btf.length} bytes, of which ${types.length} are needed, in ${compressedTypes.length} bytes`;
}

/**
 * @param {string} text
 * @returns {number} of format files
 * @throws {Error} if this cannot be all of a kernel's
 */
function checkedCount(text) {
  const parts = text.split(/^==> (?=\S+\/format <==$)/m).slice(1);
  if (parts.length <= leastTracepoints) throw new Error(`Only ${parts.length} format files: not a whole kernel.`);
  const cut = parts.find((part) => !/^\S+\/format <==\nname: .+\nID: \d+\nformat:\n[^]*\nprint fmt: .+\n/.test(part));
  if (cut !== undefined) throw new Error(`A format file is not whole:\n${cut}`);
  const first = parts.find((part) => part.startsWith('sched/sched_switch/format '));
  if (!first?.includes('\tfield:int next_prio;')) throw new Error('sched/sched_switch is not there, or not whole.');
  return parts.length;
}

/**
 * The same bytes for the same content. A window of 2^24 holds the 2 MB of text whole.
 * @param {Uint8Array} content
 * @param {number} mode BROTLI_MODE_…
 */
const compress = (content, mode) =>
  brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_MODE]: mode,
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });

/** @param {ShippedKernel} kernel */
async function addToIndex(kernel) {
  const index = `${folder}/index.json`;
  const text = await readFile(index, 'utf8').catch(() => '[]');
  const others = /** @type {ShippedKernel[]} */ (JSON.parse(text)).filter(({ name }) => name !== kernel.name);
  const age = (/** @type {ShippedKernel} */ { name }) => kernels.findIndex((described) => described.name === name);
  const all = [...others, kernel].sort((a, b) => age(a) - age(b));
  await writeFile(index, `${JSON.stringify(all, null, 2)}\n`);
}
