// What a VSIX of ours must hold, may hold, and must not.
import { createHash } from 'node:crypto';

/** Of the compressed file. */
export const sizeLimit = 3_000_000;

const allowed = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/package\.json$/,
  /^extension\/(?:readme|changelog|THIRD-PARTY-NOTICES)\.md$/,
  /^extension\/LICENSE\.txt$/,
  /^extension\/docs\/(?:diagnostics|refusals)\.md$/,
  /^extension\/images\/(?:activity\.svg|icon\.png|walkthrough\/\w+\.svg)$/,
  /^extension\/syntaxes\/[\w-]+(?:\.[\w-]+)?\.json$/,
  /^extension\/kernels\/(?:index\.json|[\w.-]+\.br)$/,
  /^extension\/dist\/(?:extension|server|server-code|cli|cli-code|panel)\.js$/,
  /^extension\/dist\/panel\.css$/,
  /^extension\/dist\/loader\/(?:index\.json|bpf-tracepoints-loader-\w+)$/,
  /^extension\/dist\/headers\/README\.md$/,
  /^extension\/dist\/headers\/libbpf\/bpf\/\w+\.h$/,
  /^extension\/dist\/headers\/uapi\/(?:linux|asm-generic)\/[\w/-]+\.h$/,
  /^extension\/dist\/headers\/uapi-(?:x86|arm64)\/asm\/[\w-]+\.h$/,
  /^extension\/dist\/licenses\/[\w.-]+\.txt$/,
];

const required = [
  'extension/package.json',
  'extension/readme.md',
  'extension/docs/diagnostics.md',
  'extension/docs/refusals.md',
  'extension/images/activity.svg',
  'extension/LICENSE.txt',
  'extension/THIRD-PARTY-NOTICES.md',
  'extension/dist/extension.js',
  'extension/dist/panel.js',
  'extension/dist/panel.css',
  'extension/dist/server.js',
  'extension/dist/cli.js',
  'extension/dist/cli-code.js',
  'extension/dist/server-code.js',
  'extension/dist/headers/libbpf/bpf/bpf_helpers.h',
  'extension/dist/headers/uapi/linux/bpf.h',
  'extension/dist/headers/uapi-x86/asm/types.h',
  'extension/dist/headers/uapi-arm64/asm/types.h',
  ...['GPL-2', 'GPL-3', 'LGPL-2.1', 'LGPL-3', 'versions'].map((name) => `extension/dist/licenses/${name}.txt`),
  'extension/kernels/index.json',
  'extension/dist/loader/index.json',
];

/** `uname -m` of the targets to the `e_machine` of their programs (elf.h). */
const machines = new Map([
  ['x86_64', 62],
  ['aarch64', 183],
]);

/**
 * @param {ReadonlyMap<string, Buffer>} files content by path in the VSIX
 * @param {readonly string[]} machinePaths what must not stand in any file: the checkout's folder, the home folder
 * @returns {string[]} sentences; empty where all is well
 */
export function contentsProblems(files, machinePaths) {
  const unexpected = [...files.keys()].filter((name) => !allowed.some((pattern) => pattern.test(name)));
  const wanted = new Set([...required, ...namedByManifest(files), ...namedByKernels(files)]);
  return [
    ...unexpected.map((name) => `${name} does not belong into the package`),
    ...[...wanted].filter((name) => !files.has(name)).map((name) => `${name} is missing`),
    ...[...files].filter(([, data]) => data.length === 0).map(([name]) => `${name} is empty`),
    ...loaderProblems(files),
    ...pathProblems(files, machinePaths),
  ];
}

/** @param {string} path as in package.json: `./syntaxes/x.json` */
const inExtension = (path) => `extension/${path.replace(/^\.\//, '')}`;

/** @param {ReadonlyMap<string, Buffer>} files */
function namedByManifest(files) {
  const { main, icon, contributes = {} } = JSON.parse(files.get('extension/package.json')?.toString('utf8') ?? '{}');
  const { grammars = [], languages = [], walkthroughs = [] } = contributes;
  /** @type {{ media: { svg: string } }[]} */
  const steps = walkthroughs.flatMap((/** @type {{ steps: [] }} */ { steps }) => steps);
  const paths = [
    main,
    icon,
    ...grammars.map((/** @type {{ path: string }} */ grammar) => grammar.path),
    ...steps.map(({ media }) => media.svg),
    ...languages.map((/** @type {{ configuration?: string }} */ language) => language.configuration),
  ];
  return paths.filter((path) => path !== undefined).map(inExtension);
}

/** @param {ReadonlyMap<string, Buffer>} files */
function namedByKernels(files) {
  const kernels = JSON.parse(files.get('extension/kernels/index.json')?.toString('utf8') ?? '[]');
  return kernels.flatMap((/** @type {{ file: string, btf?: string }} */ { file, btf }) =>
    [file, ...(btf === undefined ? [] : [btf])].map((name) => `extension/kernels/${name}`),
  );
}

/**
 * The client uploads a loader under the hash that the list says, so a wrong one would never run.
 * @param {ReadonlyMap<string, Buffer>} files
 * @returns {string[]}
 */
function loaderProblems(files) {
  /** @type {{ machine: string, file: string, sha256: string }[]} */
  const listed = JSON.parse(files.get('extension/dist/loader/index.json')?.toString('utf8') ?? '[]');
  return [...machines].flatMap(([machine, number]) => {
    const entry = listed.find((loader) => loader.machine === machine);
    const data = entry && files.get(`extension/dist/loader/${entry.file}`);
    if (entry === undefined || data === undefined) return [`there is no loader for ${machine}`];
    if (!isElf(data) || data.readUInt16LE(18) !== number) return [`${entry.file} is no program for ${machine}`];
    const hash = createHash('sha256').update(data).digest('hex');
    return hash === entry.sha256 ? [] : [`${entry.file} has another hash than dist/loader/index.json says`];
  });
}

/** @param {Buffer} data */
const isElf = (data) => data.length >= 64 && data.toString('latin1', 0, 4) === '\x7fELF';

/**
 * @param {ReadonlyMap<string, Buffer>} files
 * @param {readonly string[]} machinePaths
 */
function pathProblems(files, machinePaths) {
  const problems = [];
  for (const [name, data] of files) {
    for (const path of machinePaths) if (data.includes(path)) problems.push(`${name} holds the path ${path}`);
    if (name.endsWith('.js') && data.includes('sourceMappingURL=')) problems.push(`${name} refers to a source map`);
  }
  return problems;
}
