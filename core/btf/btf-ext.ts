/**
 * Reads `.BTF.ext`: which source line each instruction came from, and what CO-RE is to relocate.
 * Layout: Documentation/bpf/btf.rst, `struct btf_ext_header`, `bpf_line_info`, `bpf_core_relo`.
 */
import { textAt } from './elf';

export interface LineRecord {
  /** Bytes from the start of the section that holds the function. */
  readonly offset: number;
  readonly file: string;
  /** From 1; 0 for instructions that come from no line. */
  readonly line: number;
  /** From 1, bytes; 0 if clang gave none. */
  readonly column: number;
  /** The whole line as it stands in the source, white space before it too. */
  readonly text: string;
}

export interface CoreRecord {
  /** Bytes from the start of the section that holds the instruction. */
  readonly offset: number;
  /** Id, in the object's `.BTF`, of the type that the access begins with. */
  readonly type: number;
  /** `0:1:2`: indexes of the members on the way, after the array index. */
  readonly access: string;
  /** `BPF_CORE_FIELD_BYTE_OFFSET` is 0. */
  readonly kind: number;
}

export interface BtfExt {
  /** By the name of the section, in the order of the instructions. */
  readonly lines: ReadonlyMap<string, readonly LineRecord[]>;
  readonly relocations: ReadonlyMap<string, readonly CoreRecord[]>;
  readonly problems: readonly string[];
}

const magic = 0xeb9f;
/** Up to line_info_len; `core_relo_off` and `core_relo_len` follow in newer objects (clang 10 and on). */
const oldHeader = 24;
const newHeader = 32;
/** A source line: longer ones are cut. */
const longestLine = 4096;

/** `btf` is the object's `.BTF` section, for its strings. Any bytes can be given. */
export function readBtfExt(bytes: Uint8Array, btf: Uint8Array): BtfExt {
  const problems: string[] = [];
  const empty = { lines: new Map<string, LineRecord[]>(), relocations: new Map<string, CoreRecord[]>() };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < oldHeader || view.getUint16(0, true) !== magic) {
    return { ...empty, problems: ['The object has no readable .BTF.ext: compile with -g.'] };
  }
  const start = view.getUint32(4, true);
  const strings = stringsOf(btf);
  if (!strings) return { ...empty, problems: ['The object has no readable .BTF: compile with -g.'] };
  const part = (at: number): Uint8Array => {
    const from = start + view.getUint32(at, true);
    return bytes.subarray(from, from + view.getUint32(at + 4, true));
  };
  const lines = readSections(part(16), 16, strings, problems, (record, at): LineRecord => {
    const place = record.getUint32(at + 12, true);
    return {
      offset: record.getUint32(at, true),
      file: strings(record.getUint32(at + 4, true)),
      text: strings(record.getUint32(at + 8, true)),
      line: place >>> 10,
      column: place & 0x3ff,
    };
  });
  if (start < newHeader || bytes.length < newHeader) return { lines, relocations: empty.relocations, problems };
  const relocations = readSections(part(24), 16, strings, problems, (record, at) => ({
    offset: record.getUint32(at, true),
    type: record.getUint32(at + 4, true),
    access: strings(record.getUint32(at + 8, true)),
    kind: record.getUint32(at + 12, true),
  }));
  return { lines, relocations, problems };
}

/** The size of a record, then for each section its name, the number of records, and these. */
function readSections<T extends { readonly offset: number }>(
  bytes: Uint8Array,
  least: number,
  strings: (offset: number) => string,
  problems: string[],
  read: (view: DataView, at: number) => T,
): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4) return found;
  const size = view.getUint32(0, true);
  if (size < least) {
    problems.push(`.BTF.ext has records of ${size} bytes, which is too few.`);
    return found;
  }
  for (let at = 4; at + 8 <= bytes.length;) {
    const name = strings(view.getUint32(at, true));
    const count = view.getUint32(at + 4, true);
    at += 8;
    const whole = Math.min(count, Math.floor((bytes.length - at) / size));
    if (whole < count) problems.push('.BTF.ext is cut off.');
    const records = found.get(name) ?? [];
    for (let index = 0; index < whole; index++) records.push(read(view, at + index * size));
    found.set(name, records);
    at += count * size;
  }
  for (const records of found.values()) records.sort((one, other) => one.offset - other.offset);
  return found;
}

/** Strings by their offset, each decoded once: many records name the same. Undefined if `btf` is no BTF. */
function stringsOf(btf: Uint8Array): ((offset: number) => string) | undefined {
  if (btf.length < 24) return undefined;
  const view = new DataView(btf.buffer, btf.byteOffset, btf.byteLength);
  if (view.getUint16(0, true) !== magic) return undefined;
  const start = view.getUint32(4, true) + view.getUint32(16, true);
  const strings = btf.subarray(start, start + view.getUint32(20, true));
  const known = new Map<number, string>();
  return (offset) => {
    const found = known.get(offset);
    if (found !== undefined) return found;
    const text = textAt(strings, offset, longestLine);
    known.set(offset, text);
    return text;
  };
}
