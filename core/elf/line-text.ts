/**
 * Puts source text into an object's line information. Clang copies each line from the source's file (llvm: BTFDebug.cpp,
 * populateFileContent), so that what was compiled on another machine has none: the verifier's log would show no source there.
 */
import { readElf, sectionHeaderSize, stringAt, type ElfObject, type Section } from './sections';

interface LineInfo {
  readonly elf: ElfObject;
  readonly btf: Section;
  /** Of .BTF's strings: where they start in the object, and their bytes. */
  readonly strings: Uint8Array;
  /** Places of `bpf_line_info` records, in bytes from the object's start. */
  readonly records: readonly number[];
}

/** Sizes of `btf_header` and `bpf_line_info`, and places in them (include/uapi/linux/btf.h, tools/lib/bpf/libbpf_internal.h). */
const btfHeaderSize = 24;
const extHeaderSize = 24;
const recordSize = 16;
const btfMagic = 0xeb9f;

/**
 * The object with a text for every line that has none. `lineOf` is asked for the file as the object names it, and the line,
 * from 1. What cannot be read as an object with line information comes back as it is. Never throws.
 */
export function fillLineText(
  object: Uint8Array,
  lineOf: (file: string, line: number) => string | undefined,
): Uint8Array {
  const info = readLineInfo(object);
  if (info === undefined) return object;
  const { elf, strings, records } = info;
  // Not slice(): of a Node buffer that would be a view of the same bytes.
  const filled = new Uint8Array(object);
  const view = new DataView(filled.buffer);
  const added = new AddedStrings(strings.length);
  for (const record of records) {
    if (stringAt(strings, elf.view.getUint32(record + 8, elf.littleEndian)) !== '') continue;
    const file = stringAt(strings, elf.view.getUint32(record + 4, elf.littleEndian));
    // bpf.h: BPF_LINE_INFO_LINE_NUM is line_col >> 10.
    const text = lineOf(file, elf.view.getUint32(record + 12, elf.littleEndian) >>> 10);
    if (text) view.setUint32(record + 8, added.offsetOf(text), elf.littleEndian);
  }
  return added.size === 0 ? object : withLongerBtf(filled, info, added.bytes());
}

/** Each text once, behind the strings that are there. */
class AddedStrings {
  private readonly offsets = new Map<string, number>();
  private readonly parts: Uint8Array[] = [];
  size = 0;

  constructor(private readonly start: number) {}

  offsetOf(text: string): number {
    const known = this.offsets.get(text);
    if (known !== undefined) return known;
    const bytes = new TextEncoder().encode(`${text.replaceAll('\0', ' ')}\0`);
    const offset = this.start + this.size;
    this.offsets.set(text, offset);
    this.parts.push(bytes);
    this.size += bytes.length;
    return offset;
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.size);
    let at = 0;
    for (const part of this.parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

/** .BTF moves to the object's end, where it has room to grow; strings are its last part. */
function withLongerBtf(object: Uint8Array, { elf, btf }: LineInfo, strings: Uint8Array): Uint8Array {
  const start = Math.ceil(object.length / 8) * 8;
  const result = new Uint8Array(start + btf.size + strings.length);
  result.set(object);
  result.set(object.subarray(btf.offset, btf.offset + btf.size), start);
  result.set(strings, start + btf.size);
  const view = new DataView(result.buffer);
  const { littleEndian } = elf;
  view.setUint32(start + 20, view.getUint32(start + 20, littleEndian) + strings.length, littleEndian);
  view.setBigUint64(btf.header + 24, BigInt(start), littleEndian);
  view.setBigUint64(btf.header + 32, BigInt(btf.size + strings.length), littleEndian);
  return result;
}

function readLineInfo(object: Uint8Array): LineInfo | undefined {
  const elf = readElf(object);
  const btf = elf?.sections.find(({ name }) => name === '.BTF');
  const ext = elf?.sections.find(({ name }) => name === '.BTF.ext');
  if (!elf || !btf || !ext || btf.header + sectionHeaderSize > object.length) return undefined;
  const strings = stringsOf(object, elf, btf);
  const records = recordsOf(elf, ext);
  return strings && records && { elf, btf, strings, records };
}

/** Only where they end the section, as clang has it: elsewhere nothing can be put behind them. */
function stringsOf(object: Uint8Array, { view, littleEndian }: ElfObject, btf: Section): Uint8Array | undefined {
  if (btf.size < btfHeaderSize || view.getUint16(btf.offset, littleEndian) !== btfMagic) return undefined;
  const header = view.getUint32(btf.offset + 4, littleEndian);
  const start = header + view.getUint32(btf.offset + 16, littleEndian);
  const length = view.getUint32(btf.offset + 20, littleEndian);
  return start + length === btf.size ? object.subarray(btf.offset + start, btf.offset + btf.size) : undefined;
}

function recordsOf({ view, littleEndian }: ElfObject, ext: Section): number[] | undefined {
  const read = (at: number): number => view.getUint32(ext.offset + at, littleEndian);
  if (ext.size < extHeaderSize || view.getUint16(ext.offset, littleEndian) !== btfMagic) return undefined;
  const start = read(4) + read(16);
  const end = start + read(20);
  if (end > ext.size || end < start + 4) return undefined;
  const step = read(start);
  if (step < recordSize) return undefined;
  const records: number[] = [];
  // For each section: offset of its name, count, records.
  for (let at = start + 4; at + 8 <= end;) {
    const count = read(at + 4);
    at += 8;
    if (at + count * step > end) return undefined;
    for (let index = 0; index < count; index += 1, at += step) records.push(ext.offset + at);
  }
  return records;
}
