// Copies into dist/headers/ what a BPF program includes, so that it compiles where no Linux headers are installed:
//   libbpf/bpf/*.h                 libbpf's headers for the BPF side
//   uapi/{linux,asm-generic}/*.h   the kernel's user-space headers that programs for tracepoints use, and what those include
//   uapi-x86/asm, uapi-arm64/asm   the same, by architecture (named as in -D__TARGET_ARCH_)
// All come unmodified from Debian's libbpf-dev and linux-libc-dev (for the other architecture: its -cross package or the foreign one).
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { debianVersion } from './debian-version.mjs';
import { includeClosure } from './include-closure.mjs';

/** Architecture as in `__TARGET_ARCH_` to Debian's multiarch name. */
const triplets = { x86: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };

/** libbpf's headers for the BPF side; the rest of libbpf-dev is for user space. */
const libbpfHeaders = ['bpf_helpers.h', 'bpf_helper_defs.h', 'bpf_core_read.h', 'bpf_endian.h', 'bpf_tracing.h'];

/** What a program for tracepoints may include by itself; what these include comes with them. */
const uapiRoots = [
  'linux/bpf.h',
  'linux/bpf_perf_event.h',
  'linux/const.h',
  'linux/errno.h',
  'linux/fcntl.h',
  'linux/if_ether.h',
  'linux/if_packet.h',
  'linux/in.h',
  'linux/in6.h',
  'linux/ip.h',
  'linux/ipv6.h',
  'linux/limits.h',
  'linux/mman.h',
  'linux/perf_event.h',
  'linux/ptrace.h',
  'linux/sched.h',
  'linux/signal.h',
  'linux/socket.h',
  'linux/stat.h',
  'linux/stddef.h',
  'linux/tcp.h',
  'linux/time_types.h',
  'linux/types.h',
  'linux/udp.h',
  'linux/version.h',
];

/** @param {string} path */
const readIfThere = (path) => (existsSync(path) ? readFile(path, 'utf8') : Promise.resolve(undefined));

/**
 * Where `asm/` of an architecture is on this machine: the multiarch folder, or that of Debian's -cross package.
 * @param {string} triplet
 */
const asmFolder = (triplet) =>
  [`/usr/include/${triplet}`, `/usr/${triplet}/include`].find((folder) => existsSync(`${folder}/asm/types.h`));

/**
 * Copies the kernel's headers for one architecture. Those outside `asm/` are the same for all.
 * @param {string} out
 * @param {string} arch
 * @param {string} triplet
 * @returns {Promise<string[]>} what is missing, in sentences
 */
async function copyUapi(out, arch, triplet) {
  const folder = asmFolder(triplet);
  if (folder === undefined) {
    return [
      `No kernel headers for ${arch} (${triplet}): install linux-libc-dev of that architecture, or its -cross package.`,
    ];
  }
  const { found, missing } = await includeClosure(uapiRoots, (name) => {
    if (!/^(?:linux|asm|asm-generic)\/[\w./-]+$/.test(name)) return Promise.resolve(undefined);
    return readIfThere(name.startsWith('asm/') ? `${folder}/${name}` : `/usr/include/${name}`);
  });
  for (const [name, text] of found) {
    const path = join(out, name.startsWith('asm/') ? `uapi-${arch}` : 'uapi', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return uapiRoots
    .filter((root) => missing.has(root))
    .map((root) => `/usr/include/${root} is not there: install linux-libc-dev.`);
}

/**
 * @param {string} out
 * @returns {Promise<string[]>} what is missing, in sentences
 */
async function copyLibbpf(out) {
  const folder = join(out, 'libbpf', 'bpf');
  await mkdir(folder, { recursive: true });
  const problems = [];
  for (const name of libbpfHeaders) {
    const text = await readIfThere(`/usr/include/bpf/${name}`);
    if (text === undefined) problems.push(`/usr/include/bpf/${name} is not there: install libbpf-dev.`);
    else await writeFile(join(folder, name), text);
  }
  return problems;
}

/**
 * Fills `out` anew.
 * @param {string} [out]
 * @returns {Promise<{ problems: string[] }>} what could not be copied; a build goes on without it, a package is not made
 */
export async function copyHeaders(out = 'dist/headers') {
  await rm(out, { recursive: true, force: true });
  const problems = await copyLibbpf(out);
  for (const [arch, triplet] of Object.entries(triplets)) problems.push(...(await copyUapi(out, arch, triplet)));
  await writeFile(
    join(out, 'README.md'),
    `# Headers that BPF programs include

Copied unmodified. See THIRD-PARTY-NOTICES.md for the licences.

- \`libbpf/\`: libbpf, Debian package libbpf-dev ${await debianVersion('libbpf-dev')}. LGPL-2.1 OR BSD-2-Clause, taken under BSD-2-Clause.
- \`uapi*/\`: Linux, Debian package linux-libc-dev ${await debianVersion('linux-libc-dev')}. GPL-2.0 WITH Linux-syscall-note.
`,
  );
  return { problems };
}
