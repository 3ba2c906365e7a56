// npm run capture-kernel -- bookworm|trixie: takes the capture of a Debian kernel that ships with the extension, into kernels/.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { bootVm } from './vm/boot.mjs';
import { ensureImage } from './vm/image.mjs';
import { isSuite, suites } from './vm/recipe.mjs';
import { run } from './vm/run.mjs';

/**
 * An entry of kernels/index.json.
 * @typedef {object} ShippedKernel
 * @property {string} name `debian12-6.1`
 * @property {string} title for people
 * @property {string} release `uname -r`
 * @property {string} version `uname -v`
 * @property {string} machine `uname -m`
 * @property {string} file beside the index: the capture, compressed with brotli
 * @property {number} tracepoints how many format files
 * @property {string} captured the day, `YYYY-MM-DD`
 */

const folder = 'kernels';
/** Debian's version number, as people say it. */
const debianVersions = { bookworm: 12, trixie: 13 };
/** The smallest number of format files that is a whole kernel's: Debian's have 1,440 to 2,320. */
const leastTracepoints = 1400;

/**
 * Boots the suite's machine and reads all format files in one round trip, in design.md's words for it.
 * @param {import('./vm/recipe.mjs').Suite} suite
 * @param {AbortSignal} signal
 * @returns {Promise<{ uname: string[], text: string }>} uname: release, version, machine
 */
async function captureFrom(suite, signal) {
  const log = (/** @type {string} */ line) => console.error(line);
  const vm = await bootVm(await ensureImage({ suite, log, signal }), { log, signal });
  try {
    const onTarget = async (/** @type {string} */ script) => {
      const { code, stdout, stderr } = await run('ssh', ['-F', vm.sshConfigFile, vm.hostAliases.root, script], {
        signal,
      });
      if (code !== 0) throw new Error(`ssh ended with ${code}: ${stderr.trim()}`);
      return stdout;
    };
    const uname = (await onTarget('uname -r; uname -v; uname -m')).trim().split('\n');
    const text = await onTarget('cd /sys/kernel/tracing/events && tail -n +1 */*/format');
    return { uname, text };
  } finally {
    await vm.stop();
  }
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
 * The same bytes for the same text. A window of 2^24 holds the 2 MB of text whole.
 * @param {Buffer} text
 */
const compress = (text) =>
  brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
    },
  });

/** @param {ShippedKernel} kernel */
async function addToIndex(kernel) {
  const index = `${folder}/index.json`;
  const text = await readFile(index, 'utf8').catch(() => '[]');
  const others = /** @type {ShippedKernel[]} */ (JSON.parse(text)).filter(({ name }) => name !== kernel.name);
  const all = [...others, kernel].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  await writeFile(index, `${JSON.stringify(all, null, 2)}\n`);
}

/**
 * @param {import('./vm/recipe.mjs').Suite} suite
 * @param {string | undefined} plainFile where to leave the text as well
 * @param {AbortSignal} signal
 */
async function captureKernel(suite, plainFile, signal) {
  const { uname, text } = await captureFrom(suite, signal);
  const [release = '', version = '', machine = ''] = uname;
  const tracepoints = checkedCount(text);
  if (plainFile) await writeFile(plainFile, text);

  const debian = debianVersions[suite];
  const kernelVersion = /^\d+\.\d+/.exec(release)?.[0] ?? release;
  const name = `debian${debian}-${kernelVersion}`;
  const file = `${name}.br`;
  const title = `Debian ${debian} (${kernelVersion})`;
  const captured = new Date().toISOString().slice(0, 10);
  const compressed = compress(Buffer.from(text));
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/${file}`, compressed);
  await addToIndex({ name, title, release, version, machine, file, tracepoints, captured });
  console.log(
    `${folder}/${file}: ${tracepoints} tracepoints of ${release}, ${text.length} characters in ${compressed.length} bytes`,
  );
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { plain: { type: 'string' } } });
const [suite] = positionals;
if (!isSuite(suite)) {
  console.error(`usage: npm run capture-kernel -- ${suites.join('|')} [--plain FILE]`);
  process.exit(2);
}
const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, () => interrupted.abort());
await captureKernel(suite, values.plain, interrupted.signal);
