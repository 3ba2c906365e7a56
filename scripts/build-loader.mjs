// Builds the static loaders for the target into dist/loader/, one a machine, and lists them in dist/loader/index.json.
// Nothing is compiled when neither the sources nor the compiler nor the libraries have changed.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const sourceFolder = 'loader';
const outputFolder = 'dist/loader';

/**
 * Debian's packages the build needs. Those of `arm64` need `dpkg --add-architecture arm64` and `apt-get update` first.
 * @type {{ readonly native: readonly string[]; readonly arm64: readonly string[] }}
 */
export const debianPackages = {
  native: ['gcc', 'libc6-dev', 'libbpf-dev', 'libelf-dev', 'zlib1g-dev'],
  arm64: ['gcc-aarch64-linux-gnu', 'libc6-dev-arm64-cross', 'libbpf-dev:arm64', 'libelf-dev:arm64', 'zlib1g-dev:arm64'],
};

/** @typedef {{ machine: 'x86_64' | 'aarch64', compiler: string, libraries: string }} Machine */

/** @returns {Machine[]} `libraries`: where Debian puts the static libraries for that machine. */
function machines() {
  const hostIsArm = process.arch === 'arm64';
  return [
    {
      machine: 'x86_64',
      compiler: hostIsArm ? 'x86_64-linux-gnu-gcc' : 'gcc',
      libraries: '/usr/lib/x86_64-linux-gnu',
    },
    {
      machine: 'aarch64',
      compiler: hostIsArm ? 'gcc' : 'aarch64-linux-gnu-gcc',
      libraries: '/usr/lib/aarch64-linux-gnu',
    },
  ];
}

/** No build id and no debugging information: the same sources and compiler give the same bytes. */
const flags = [
  '-std=gnu17',
  '-D_GNU_SOURCE',
  '-O2',
  '-static',
  '-s',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-fstack-protector-strong',
  '-U_FORTIFY_SOURCE',
  '-D_FORTIFY_SOURCE=2',
  '-ffunction-sections',
  '-fdata-sections',
  '-Wl,--gc-sections',
  '-Wl,-z,relro,-z,now,-z,noexecstack',
  '-Wl,--build-id=none',
];

/** @param {string} text */
const sha256 = (/** @type {string | Buffer} */ text) => createHash('sha256').update(text).digest('hex');

/** @returns {Promise<string>} */
async function loaderVersion() {
  /** @type {unknown} */
  const manifest = JSON.parse(await readFile('package.json', 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version);
  throw new Error('package.json has no version.');
}

/**
 * What the binary is made from, as one hash.
 * @param {Machine} machine
 * @param {readonly string[]} sources
 * @param {readonly string[]} options
 */
async function stampOf({ compiler, libraries }, sources, options) {
  const parts = [options.join(' '), (await run(compiler, ['--version'])).stdout];
  for (const file of sources) parts.push(file, await readFile(file, 'utf8'));
  for (const library of ['libbpf.a', 'libelf.a', 'libz.a', 'libc.a'])
    parts.push(await readFile(path.join(libraries, library)).then(sha256, () => 'elsewhere'));
  return sha256(parts.join('\0'));
}

/** @param {string} file */
const exists = (file) =>
  access(file).then(
    () => true,
    () => false,
  );

/** @param {Machine} machine @param {unknown} error */
function explain({ machine, compiler }, error) {
  const wanted = compiler === 'gcc' ? debianPackages.native : debianPackages.arm64;
  const text = error instanceof Error ? error.message : String(error);
  return new Error(`The loader for ${machine} could not be built. It needs: ${wanted.join(' ')}\n${text}`);
}

/**
 * @param {Machine} machine
 * @param {(line: string) => void} log
 */
async function buildOne(machine, log) {
  const output = `${outputFolder}/bpf-tracepoints-loader-${machine.machine}`;
  const stampFile = `${output}.stamp`;
  const files = (await readdir(sourceFolder)).sort().map((name) => `${sourceFolder}/${name}`);
  const options = [...flags, `-DLOADER_VERSION="${await loaderVersion()}"`];
  try {
    const stamp = await stampOf(machine, files, options);
    const before = await readFile(stampFile, 'utf8').catch(() => '');
    // The stamp also holds the binary's hash: one that was damaged or replaced is built again.
    if ((await exists(output)) && before === `${stamp} ${sha256(await readFile(output))}\n`) return output;
    log(`loader for ${machine.machine}`);
    await rm(stampFile, { force: true });
    const sources = files.filter((name) => name.endsWith('.c'));
    await run(machine.compiler, [...options, '-o', `${output}.new`, ...sources, '-lbpf', '-lelf', '-lz']);
    await rename(`${output}.new`, output);
    await writeFile(stampFile, `${stamp} ${sha256(await readFile(output))}\n`);
    return output;
  } catch (error) {
    throw explain(machine, error);
  }
}

/**
 * Builds what is out of date.
 * @param {{ log?: (line: string) => void, cwd?: string }} [options]
 * @returns {Promise<{ machine: string, file: string, sha256: string, size: number }[]>} as in index.json; `file` is relative to dist/loader
 */
export async function buildLoaders({ log = () => undefined } = {}) {
  await mkdir(outputFolder, { recursive: true });
  const index = [];
  for (const machine of machines()) {
    const output = await buildOne(machine, log);
    const bytes = await readFile(output);
    index.push({
      machine: machine.machine,
      file: path.basename(output),
      sha256: sha256(bytes),
      size: bytes.length,
    });
  }
  await writeFile(`${outputFolder}/index.json`, `${JSON.stringify(index, undefined, 2)}\n`);
  return index;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.chdir(root);
  for (const { file, size } of await buildLoaders({ log: (line) => console.log(line) }))
    console.log(`${outputFolder}/${file}  ${size} bytes`);
}
