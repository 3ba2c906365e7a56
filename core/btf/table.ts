/** Finds where each type of a BTF blob stands. One pass; nothing but offsets and kinds is kept beside the bytes. */
import { entryHead, entryLength, isWrapper, Kind, lastKind } from './kinds';

/** include/uapi/linux/btf.h: BTF_MAGIC, and struct btf_header up to str_len. */
const magic = 0xeb9f;
const headerLength = 24;

/** Names in BTF are C identifiers or a type's words; the kernel's own limit is KSYM_NAME_LEN, 512. */
const longestName = 512;

/** Typedefs of typedefs, pointers to pointers: more than the kernel has (6 seen), and the end of a cycle. */
export const deepest = 32;

export interface TypeTable {
  readonly view: DataView;
  readonly littleEndian: boolean;
  /** Number of types with `void`, which is type 0 and has no entry. */
  readonly count: number;
  /** Kind by type id; see `Kind`. */
  readonly kinds: Uint8Array;
  /** Byte of the blob where the type's entry begins, by type id. */
  readonly offsets: Uint32Array;
  /** What `typesPrefixed` found, by its prefix. */
  readonly prefixed: Map<string, ReadonlyMap<string, readonly number[]>>;
  /** Byte of the blob where the strings begin, and where they end. */
  readonly strings: number;
  readonly stringsEnd: number;
}

/** The types that could be found, and sentences about what could not. Either byte order is read. */
export function readTable(bytes: Uint8Array): { readonly table: TypeTable; readonly problems: string[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const problems: string[] = [];
  const header = readHeader(view, problems);
  if (!header) return { table: emptyTable(view), problems };
  const { littleEndian, types, typesEnd, strings, stringsEnd } = header;
  const most = Math.floor((typesEnd - types) / entryHead) + 1;
  const kinds = new Uint8Array(most);
  const offsets = new Uint32Array(most);
  let count = 1;
  let at = types;
  while (at + entryHead <= typesEnd) {
    const info = view.getUint32(at + 4, littleEndian);
    const kind = kindOfInfo(info);
    if (kind === Kind.Void || kind > lastKind) {
      problems.push(`Type ${count} is of kind ${kind}, which is not known: it and the types after it were left out.`);
      break;
    }
    const end = at + entryLength(kind, info & 0xffff);
    if (end > typesEnd) break;
    kinds[count] = kind;
    offsets[count] = at;
    count++;
    at = end;
  }
  if (at !== typesEnd && problems.length === 0) problems.push(`It is cut off in type ${count}.`);
  return { table: { view, littleEndian, count, kinds, offsets, prefixed: new Map(), strings, stringsEnd }, problems };
}

const kindOfInfo = (info: number): number => (info >>> 24) & 0x1f;

interface Header {
  readonly littleEndian: boolean;
  readonly types: number;
  readonly typesEnd: number;
  readonly strings: number;
  readonly stringsEnd: number;
}

/** Offsets in the header count from its end. Sections that pass the blob's end are cut there. */
function readHeader(view: DataView, problems: string[]): Header | undefined {
  if (view.byteLength < headerLength) {
    problems.push('It is too short to be BTF.');
    return undefined;
  }
  const littleEndian = view.getUint16(0, true) === magic;
  if (!littleEndian && view.getUint16(0, false) !== magic) {
    problems.push('It is not BTF: the first two bytes are not its magic number.');
    return undefined;
  }
  const word = (at: number): number => view.getUint32(at, littleEndian);
  const start = word(4);
  const sections = { types: start + word(8), strings: start + word(16) };
  const ends = { types: sections.types + word(12), strings: sections.strings + word(20) };
  if (Math.max(ends.types, ends.strings) > view.byteLength) problems.push('It is cut off: its sections pass its end.');
  const cut = (at: number): number => Math.min(at, view.byteLength);
  return {
    littleEndian,
    types: cut(sections.types),
    typesEnd: cut(ends.types),
    strings: cut(sections.strings),
    stringsEnd: cut(ends.strings),
  };
}

function emptyTable(view: DataView): TypeTable {
  const places = { strings: 0, stringsEnd: 0 };
  return {
    view,
    littleEndian: true,
    count: 1,
    kinds: new Uint8Array(1),
    offsets: new Uint32Array(1),
    prefixed: new Map(),
    ...places,
  };
}

/** The kind of a type; that of `void` for an id that there is not. */
export const kindOf = (table: TypeTable, id: number): number =>
  id < table.count ? (table.kinds[id] ?? Kind.Void) : Kind.Void;

/** A word of the type's entry, `at` bytes from its start; `at` must be inside the entry. 0 for an id that there is not. */
export function wordOf(table: TypeTable, id: number, at: number): number {
  if (id === 0 || id >= table.count) return 0;
  return table.view.getUint32((table.offsets[id] ?? 0) + at, table.littleEndian);
}

/** Number of members, parameters or values of the type. */
export const vlenOf = (table: TypeTable, id: number): number => wordOf(table, id, 4) & 0xffff;

/** Bit 31: bit-field sizes stand in the members' offsets (structs), or the forward declaration is of a union. */
export const flagOf = (table: TypeTable, id: number): boolean => wordOf(table, id, 4) >>> 31 === 1;

/** The type that a pointer, typedef, qualifier, tag, variable or function stands for. */
export const targetOf = (table: TypeTable, id: number): number => wordOf(table, id, 8);

export const nameOf = (table: TypeTable, id: number): string => stringAt(table, wordOf(table, id, 0));

/** The string at an offset in the string section; empty where there is none. */
export function stringAt(table: TypeTable, offset: number): string {
  const start = table.strings + offset;
  const most = Math.min(table.stringsEnd, start + longestName);
  let text = '';
  for (let at = start; at < most; at++) {
    const byte = table.view.getUint8(at);
    if (byte === 0) break;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Whether the type's name begins with `prefix` (ASCII), and, with `whole`, is no longer; makes no string. */
function nameMatches(table: TypeTable, id: number, prefix: string, whole: boolean): boolean {
  const start = table.strings + wordOf(table, id, 0);
  if (start + prefix.length >= table.stringsEnd) return false;
  for (let index = 0; index < prefix.length; index++) {
    if (table.view.getUint8(start + index) !== prefix.charCodeAt(index)) return false;
  }
  return !whole || table.view.getUint8(start + prefix.length) === 0;
}

/** Ids of all types of a kind with that name. */
export const typesNamed = (table: TypeTable, kind: number, name: string): readonly number[] =>
  select(table, kind, name, true);

/**
 * All types of a kind whose names begin so: ids by the rest of the name, in the order of the file. Found once and kept, because
 * the kernel has thousands of a kind and people ask for many.
 */
export function typesPrefixed(table: TypeTable, kind: number, prefix: string): ReadonlyMap<string, readonly number[]> {
  const key = `${kind} ${prefix}`;
  const known = table.prefixed.get(key);
  if (known) return known;
  const found = new Map<string, number[]>();
  for (const id of select(table, kind, prefix, false)) {
    const rest = nameOf(table, id).slice(prefix.length);
    const ids = found.get(rest);
    if (ids) ids.push(id);
    else if (rest !== '') found.set(rest, [id]);
  }
  table.prefixed.set(key, found);
  return found;
}

function select(table: TypeTable, kind: number, text: string, whole: boolean): readonly number[] {
  const ids: number[] = [];
  for (let id = 1; id < table.count; id++) {
    if (table.kinds[id] === kind && nameMatches(table, id, text, whole)) ids.push(id);
  }
  return ids;
}

/** The type behind typedefs, qualifiers and tags; `void` at the end of a cycle. */
export function resolve(table: TypeTable, id: number): number {
  let at = id;
  for (let depth = 0; depth < deepest; depth++) {
    if (!isWrapper(kindOf(table, at))) return at;
    at = targetOf(table, at);
  }
  return 0;
}
