/** Opens kernels' BTF on this machine: raw or gzipped files, this kernel's own, and those that ship with the extension. */
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { readBtf } from '../../core/btf/read';
import type { KernelBtf } from '../../core/btf/types';
import { failure, success, type Result } from '../../core/result';

/** The running kernel's, readable by everyone (kernel: kernel/bpf/sysfs_btf.c). */
const THIS_KERNEL = '/sys/kernel/btf/vmlinux';

/** Bytes, packed or not. Kernels have 3 to 10 MB. */
const LIMIT = 64 * 1024 * 1024;

/** One kernel's BTF: looked at when it is named, read on first use. */
export interface BtfFile {
  /** Undefined where there is none, or it cannot be read. */
  btf(): KernelBtf | undefined;
  /** What is wrong with it as far as is known, in sentences for people. Reading can add to it. */
  btfProblems(): readonly string[];
}

export const noBtf: BtfFile = { btf: () => undefined, btfProblems: () => [] };

/** What a target's `btf` setting names: raw BTF, plain or gzipped. `owner` begins the sentences about it. */
export function btfOfTarget(path: string, owner: string): BtfFile {
  const looked = look(path);
  return looked.ok ? lazily(() => readFileBtf(path), owner) : broken(`${owner}: ${looked.error}`);
}

/** This machine's; older kernels, and some distributions', have none, which is no problem to tell people of. */
export function btfOfThisMachine(): BtfFile {
  return look(THIS_KERNEL).ok ? lazily(() => readFileBtf(THIS_KERNEL), 'This machine') : noBtf;
}

/** A kernel that ships with the extension: `kernels/<file>`, brotli. */
export function btfOfShipped(path: string, owner: string): BtfFile {
  return lazily(() => attempt(path, () => brotliDecompressSync(readFileSync(path), { maxOutputLength: LIMIT })), owner);
}

const broken = (problem: string): BtfFile => ({ btf: () => undefined, btfProblems: () => [problem] });

function lazily(read: () => Result<Uint8Array, string>, owner: string): BtfFile {
  let opened: Result<KernelBtf, string> | undefined;
  return {
    btf() {
      opened ??= asBtf(read());
      return opened.ok ? opened.value : undefined;
    },
    btfProblems() {
      if (!opened) return [];
      return (opened.ok ? opened.value.problems : [opened.error]).map((problem) => `${owner}: ${problem}`);
    },
  };
}

function asBtf(bytes: Result<Uint8Array, string>): Result<KernelBtf, string> {
  return bytes.ok ? success(readBtf(bytes.value)) : bytes;
}

/** A cheap look: whether the file is there, readable, of a size that can be, and begins as BTF or gzip does. */
function look(path: string): Result<true, string> {
  return attempt(path, () => {
    const found = statSync(path);
    if (!found.isFile()) throw new Error('it is no file');
    if (found.size > LIMIT) throw new Error('it is larger than any kernel’s BTF');
    const start = Buffer.alloc(2);
    const file = openSync(path, 'r');
    try {
      readSync(file, start, 0, 2, 0);
    } finally {
      closeSync(file);
    }
    const magic = start.readUInt16BE();
    if (!MAGICS.has(magic)) throw new Error('it is neither BTF, as in /sys/kernel/btf/vmlinux, nor gzipped BTF');
    return true;
  });
}

/** The first two bytes: BTF of either byte order (include/uapi/linux/btf.h), gzip (RFC 1952). */
const GZIP = 0x1f8b;
const MAGICS: ReadonlySet<number> = new Set([0x9feb, 0xeb9f, GZIP]);

function readFileBtf(path: string): Result<Uint8Array, string> {
  return attempt(path, () => {
    const bytes = readFileSync(path);
    return bytes.readUInt16BE() === GZIP ? gunzipSync(bytes, { maxOutputLength: LIMIT }) : bytes;
  });
}

function attempt<T>(path: string, read: () => T): Result<T, string> {
  try {
    return success(read());
  } catch (error) {
    return failure(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
