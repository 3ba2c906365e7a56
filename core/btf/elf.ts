/** Reads an ELF object as clang writes it for BPF: 64 bit, little endian (elf.h). No instruction is looked at. */

export interface ElfSection {
  readonly name: string;
  readonly type: number;
  /** For relocations (`type` 9): the section that they change. */
  readonly info: number;
  readonly bytes: Uint8Array;
}

export interface ElfSymbol {
  readonly name: string;
  /** `STT_FUNC` is 2. */
  readonly type: number;
  /** Index of its section; those of no section are above 0xff00, or 0. */
  readonly section: number;
  /** Bytes from the section's start. */
  readonly value: number;
  /** Bytes. */
  readonly size: number;
}

export interface ElfObject {
  readonly sections: readonly ElfSection[];
  readonly symbols: readonly ElfSymbol[];
  readonly problems: readonly string[];
}

export const SectionType = { SymbolTable: 2, Relocations: 9 } as const;
export const symbolIsFunction = 2;

const sectionEntry = 64;
const symbolEntry = 24;
/** Section names and C identifiers; mangled Rust names are the longest seen. */
const longestName = 1024;

/** Any bytes can be given. What passes the end of the file is cut there, and named in `problems`. */
export function readElf(bytes: Uint8Array): ElfObject {
  const nothing = (problem: string): ElfObject => ({ sections: [], symbols: [], problems: [problem] });
  const isElf = bytes.length >= 64 && bytes[0] === 0x7f && String.fromCharCode(...bytes.subarray(1, 4)) === 'ELF';
  if (!isElf) return nothing('The object is no ELF file.');
  if (bytes[4] !== 2 || bytes[5] !== 1) return nothing('The object is not 64 bit and little endian.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const problems: string[] = [];
  const sections = readSections(bytes, view, problems);
  const table = sections.find(({ type }) => type === SectionType.SymbolTable);
  const symbols = table ? readSymbols(table, sections[table.link]?.bytes ?? new Uint8Array()) : [];
  if (!table) problems.push('The object has no table of symbols.');
  return { sections, symbols, problems };
}

interface LinkedSection extends ElfSection {
  /** For symbols: the section that has their names. */
  readonly link: number;
}

function readSections(bytes: Uint8Array, view: DataView, problems: string[]): readonly LinkedSection[] {
  const start = Number(view.getBigUint64(40, true));
  const count = view.getUint16(60, true);
  const whole = Math.max(0, Math.min(count, Math.floor((bytes.length - start) / sectionEntry)));
  if (whole < count || view.getUint16(58, true) !== sectionEntry) {
    problems.push('The object’s table of sections is damaged.');
    if (view.getUint16(58, true) !== sectionEntry) return [];
  }
  const raw = Array.from({ length: whole }, (_, index) => {
    const at = start + index * sectionEntry;
    const offset = Number(view.getBigUint64(at + 24, true));
    const size = Number(view.getBigUint64(at + 32, true));
    return {
      nameAt: view.getUint32(at, true),
      type: view.getUint32(at + 4, true),
      link: view.getUint32(at + 40, true),
      info: view.getUint32(at + 44, true),
      // Of a section that takes no room in the file (.bss, type 8) no byte is there.
      bytes: view.getUint32(at + 4, true) === 8 ? new Uint8Array() : bytes.subarray(offset, offset + size),
    };
  });
  const names = raw[view.getUint16(62, true)]?.bytes ?? new Uint8Array();
  return raw.map(({ nameAt, ...section }) => ({ ...section, name: textAt(names, nameAt) }));
}

function readSymbols(table: ElfSection, names: Uint8Array): readonly ElfSymbol[] {
  const { bytes } = table;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / symbolEntry) }, (_, index) => {
    const at = index * symbolEntry;
    return {
      name: textAt(names, view.getUint32(at, true)),
      type: view.getUint8(at + 4) & 0xf,
      section: view.getUint16(at + 6, true),
      value: Number(view.getBigUint64(at + 8, true)),
      size: Number(view.getBigUint64(at + 16, true)),
    };
  });
}

const decoder = new TextDecoder();

/** The text that ends with a zero byte, as UTF-8; empty where there is none. `most` bytes at most are taken. */
export function textAt(bytes: Uint8Array, offset: number, most = longestName): string {
  const part = bytes.subarray(offset, offset + most);
  const end = part.indexOf(0);
  return decoder.decode(end < 0 ? part : part.subarray(0, end));
}
