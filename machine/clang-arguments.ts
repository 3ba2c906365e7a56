/** What clang is told, so that a BPF program compiles for a target without a build system. */
import { existsSync } from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';

interface Architecture {
  /** `uname -m` of machines of it. */
  readonly machine: RegExp;
  /** `X` of `__TARGET_ARCH_X` (libbpf's bpf_tracing.h). */
  readonly word: string;
  /** Debian's name of the folder below /usr/include that has `asm/`. */
  readonly triple: string;
  readonly bigEndian?: true;
}

const architectures: readonly Architecture[] = [
  { machine: /^(x86_64|amd64|x64)$/, word: 'x86', triple: 'x86_64-linux-gnu' },
  { machine: /^(aarch64|arm64)$/, word: 'arm64', triple: 'aarch64-linux-gnu' },
  { machine: /^i[3-6]86$|^ia32$/, word: 'x86', triple: 'i386-linux-gnu' },
  { machine: /^arm/, word: 'arm', triple: 'arm-linux-gnueabihf' },
  { machine: /^riscv64$/, word: 'riscv', triple: 'riscv64-linux-gnu' },
  { machine: /^loong(arch)?64$/, word: 'loongarch', triple: 'loongarch64-linux-gnu' },
  { machine: /^ppc64le$/, word: 'powerpc', triple: 'powerpc64le-linux-gnu' },
  { machine: /^ppc64$/, word: 'powerpc', triple: 'powerpc64-linux-gnu', bigEndian: true },
  { machine: /^s390x?$/, word: 's390', triple: 's390x-linux-gnu', bigEndian: true },
  { machine: /^sparc64$/, word: 'sparc', triple: 'sparc64-linux-gnu', bigEndian: true },
];

/** `x86` for `x86_64`, `arm64` for `aarch64`: the word of `__TARGET_ARCH_…`; undefined for a machine BPF is not known on. */
export const architectureWord = (machine: string): string | undefined =>
  architectures.find((architecture) => architecture.machine.test(machine))?.word;

/**
 * Folders of the headers that ship with the extension, for `CompileRequest.includeDirectories`: libbpf's, and the kernel's
 * for user space with the target's `asm/`. `directory` is dist/headers.
 */
export function shippedHeaders(directory: string, targetMachine: string): string[] {
  const word = architectureWord(targetMachine) ?? 'x86';
  return [join(directory, 'libbpf'), join(directory, 'uapi'), join(directory, `uapi-${word}`)];
}

export interface ArgumentsRequest {
  /** `uname -m` of the target. */
  readonly targetMachine: string;
  readonly includeDirectories: readonly string[];
  readonly compileFlags: readonly string[];
  readonly extraArguments: readonly string[];
  /** Our folder of stand-ins for headers that a machine without 32-bit libraries lacks. */
  readonly compatDirectory: string;
  /** YAML that puts unsaved text in the file's place. */
  readonly overlay?: string;
}

/** Clang's options, without input and output. Ours come first: what the person's flags say of language standard, warnings and macros wins. */
export function clangArguments(request: ArgumentsRequest, exists: (path: string) => boolean = existsSync): string[] {
  const architecture = architectures.find(({ machine }) => machine.test(request.targetMachine));
  const big = architecture === undefined ? endianness() === 'BE' : architecture.bigEndian === true;
  const sameEnd = big === (endianness() === 'BE');
  const target = sameEnd ? 'bpf' : big ? 'bpfeb' : 'bpfel';
  return [
    ...['-g', '-O2', '-target', target],
    ...(architecture === undefined ? [] : [`-D__TARGET_ARCH_${architecture.word}`]),
    ...['-fno-caret-diagnostics', '-fno-color-diagnostics', '-ferror-limit=100'],
    ...request.compileFlags,
    ...request.extraArguments,
    ...headerDirectories(request, architecture, exists).flatMap((directory) => ['-idirafter', directory]),
    ...(request.overlay === undefined ? [] : ['-ivfsoverlay', request.overlay]),
  ];
}

/**
 * Searched after everything else, so that the machine's own headers win: Debian keeps `asm/types.h` in a folder that clang
 * does not search for BPF; then what ships with the extension; `asm/` of another architecture than the target's comes last,
 * better than nothing.
 */
function headerDirectories(
  request: ArgumentsRequest,
  architecture: Architecture | undefined,
  exists: (path: string) => boolean,
): string[] {
  const host = architectures.find(({ machine }) => machine.test(process.arch));
  const own = architecture === undefined ? [] : [join('/usr/include', architecture.triple)];
  const others = host === undefined || host === architecture ? [] : [join('/usr/include', host.triple)];
  return [
    ...own.filter(exists),
    ...request.includeDirectories.filter(exists),
    request.compatDirectory,
    ...others.filter(exists),
  ];
}
