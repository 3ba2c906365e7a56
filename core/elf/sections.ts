/** Sections of a 64-bit ELF object, as clang writes them for BPF (elf.h). */

export interface Section {
  readonly name: string;
  /** Bytes from the object's start. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
  /** Where the section's own header is, in bytes from the object's start. */
  readonly header: number;
}

export interface ElfObject {
  readonly view: DataView;
  readonly littleEndian: boolean;
  readonly sections: readonly Section[];
}

/** Sizes of Elf64_Ehdr and Elf64_Shdr. */
const fileHeaderSize = 64;
export const sectionHeaderSize = 64;

/** Undefined for what is no 64-bit ELF file, or names places outside itself. Never throws. */
export function readElf(bytes: Uint8Array): ElfObject | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // "\x7fELF", ELFCLASS64, then the order of bytes.
  if (bytes.length < fileHeaderSize || view.getUint32(0) !== 0x7f454c46 || view.getUint8(4) !== 2) return undefined;
  const littleEndian = view.getUint8(5) === 1;
  const start = Number(view.getBigUint64(40, littleEndian));
  const count = view.getUint16(60, littleEndian);
  const names = view.getUint16(62, littleEndian);
  if (names >= count || start + count * sectionHeaderSize > bytes.length) return undefined;
  const headers = Array.from({ length: count }, (_, index) => {
    const header = start + index * sectionHeaderSize;
    const offset = Number(view.getBigUint64(header + 24, littleEndian));
    const size = Number(view.getBigUint64(header + 32, littleEndian));
    return { nameAt: view.getUint32(header, littleEndian), offset, size, header };
  });
  const table = headers[names];
  if (table === undefined || table.offset + table.size > bytes.length) return undefined;
  const strings = bytes.subarray(table.offset, table.offset + table.size);
  const sections = headers
    .filter(({ offset, size }) => offset + size <= bytes.length)
    .map(({ nameAt, ...section }) => ({ ...section, name: stringAt(strings, nameAt) }));
  return { view, littleEndian, sections };
}

/** The text that ends with a zero byte in a table of strings; empty outside of it. */
export function stringAt(table: Uint8Array, at: number): string {
  const end = at < table.length ? table.indexOf(0, at) : -1;
  return end < 0 ? '' : new TextDecoder().decode(table.subarray(at, end));
}
