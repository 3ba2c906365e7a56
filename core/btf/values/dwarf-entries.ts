/**
 * Reads the entries of `.debug_info` that describe types (DWARF 4 and 5, 32 bit, as clang writes them into BPF objects).
 * Relocations need not be applied: BPF's are of the kind that has the value in place (REL).
 */
import type { ElfObject } from '../elf';
import { textAt } from '../elf';

export interface DwarfEntry {
  readonly tag: number;
  readonly name: string;
  /** Offset in `.debug_info` of the type that it has or stands for; 0: none (void). */
  readonly type: number;
  readonly byteSize: number | undefined;
  readonly bitSize: number | undefined;
  /** Bits from the most significant of a unit of the type's size (before DWARF 4). */
  readonly bitOffset: number | undefined;
  /** Bits from the struct's start. */
  readonly dataBitOffset: number | undefined;
  readonly location: number;
  readonly encoding: number;
  readonly count: number | undefined;
  readonly value: bigint;
  /** Only declared: it has no members here. */
  readonly declaration: boolean;
  readonly children: DwarfEntry[];
}

/** DWARF 5, 7.5.3. */
export const Tag = {
  Array: 0x01,
  Enumeration: 0x04,
  Member: 0x0d,
  Pointer: 0x0f,
  Unit: 0x11,
  Structure: 0x13,
  Typedef: 0x16,
  Union: 0x17,
  Subrange: 0x21,
  Base: 0x24,
  Const: 0x26,
  Enumerator: 0x28,
  Volatile: 0x35,
  Restrict: 0x37,
  Atomic: 0x47,
} as const;

/** DWARF 5, 7.5.4. */
const Attribute = {
  Name: 0x03,
  ByteSize: 0x0b,
  BitOffset: 0x0c,
  BitSize: 0x0d,
  ConstValue: 0x1c,
  UpperBound: 0x2f,
  Count: 0x37,
  Location: 0x38,
  Declaration: 0x3c,
  Encoding: 0x3e,
  Type: 0x49,
  DataBitOffset: 0x6b,
  StringOffsets: 0x72,
} as const;

/** Entries of one object: far more than a BPF program has, and a bound for what is damaged. */
const mostEntries = 200_000;
const deepest = 64;

interface Abbreviation {
  readonly tag: number;
  readonly hasChildren: boolean;
  readonly attributes: readonly (readonly [name: number, form: number, constant: bigint])[];
}

/** A place in bytes that moves on; past the end everything is 0, and `isDone`. */
export class Cursor {
  private readonly view: DataView;

  constructor(
    bytes: Uint8Array,
    public at: number,
    public readonly end = bytes.length,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  isDone(): boolean {
    return this.at >= this.end;
  }

  unsigned(size: number): number {
    const at = this.at;
    this.at += size;
    if (at < 0 || this.at > this.view.byteLength) return 0;
    if (size === 1) return this.view.getUint8(at);
    if (size === 2) return this.view.getUint16(at, true);
    if (size === 3) return this.view.getUint16(at, true) | (this.view.getUint8(at + 2) << 16);
    return size === 4 ? this.view.getUint32(at, true) : Number(this.view.getBigUint64(at, true));
  }

  /** LEB128. */
  variable(signed = false): bigint {
    let value = 0n;
    let shift = 0n;
    while (!this.isDone() && shift < 70n) {
      const byte = this.unsigned(1);
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
      if (byte < 0x80) return signed && (byte & 0x40) !== 0 ? value - (1n << shift) : value;
    }
    return value;
  }

  number(): number {
    return Number(this.variable());
  }
}

/** Entries by their offset in `.debug_info`. Any object can be given. */
export function readDwarf(elf: ElfObject): ReadonlyMap<number, DwarfEntry> {
  const section = (name: string): Uint8Array =>
    elf.sections.find((each) => each.name === name)?.bytes ?? new Uint8Array();
  const reader = new Reader(section);
  return reader.read();
}

interface Unit {
  readonly start: number;
  readonly addressSize: number;
  readonly abbreviations: ReadonlyMap<number, Abbreviation>;
  stringOffsets: number;
}

class Reader {
  private readonly info: Uint8Array;
  private readonly found = new Map<number, DwarfEntry>();

  constructor(private readonly section: (name: string) => Uint8Array) {
    this.info = section('.debug_info');
  }

  read(): ReadonlyMap<number, DwarfEntry> {
    for (let at = 0; at + 11 <= this.info.length && this.found.size < mostEntries;) {
      const cursor = new Cursor(this.info, at);
      const length = cursor.unsigned(4);
      const end = Math.min(at + 4 + length, this.info.length);
      // 0xffffffff begins a 64-bit unit, which clang does not write.
      if (length >= 0xfffffff0) break;
      this.readUnit(at, end);
      at += 4 + length;
    }
    return this.found;
  }

  private readUnit(start: number, end: number): void {
    const cursor = new Cursor(this.info, start + 4, end);
    const version = cursor.unsigned(2);
    if (version !== 4 && version !== 5) return;
    let addressSize = 8;
    if (version === 5) {
      // A unit that is no compilation has a longer head (DW_UT_compile is 1).
      if (cursor.unsigned(1) !== 1) return;
      addressSize = cursor.unsigned(1);
    }
    const abbreviations = this.readAbbreviations(cursor.unsigned(4));
    if (version === 4) addressSize = cursor.unsigned(1);
    this.readEntries(cursor, { start, addressSize, abbreviations, stringOffsets: 8 });
  }

  private readAbbreviations(at: number): ReadonlyMap<number, Abbreviation> {
    const found = new Map<number, Abbreviation>();
    const cursor = new Cursor(this.section('.debug_abbrev'), at);
    for (let code = cursor.number(); code !== 0 && !cursor.isDone(); code = cursor.number()) {
      const tag = cursor.number();
      const hasChildren = cursor.unsigned(1) === 1;
      const attributes: (readonly [number, number, bigint])[] = [];
      while (!cursor.isDone()) {
        const name = cursor.number();
        const form = cursor.number();
        const constant = form === 0x21 ? cursor.variable(true) : 0n;
        if (name === 0 && form === 0) break;
        attributes.push([name, form, constant]);
      }
      found.set(code, { tag, hasChildren, attributes });
    }
    return found;
  }

  private readEntries(cursor: Cursor, unit: Unit): void {
    const parents: DwarfEntry[] = [];
    while (!cursor.isDone() && this.found.size < mostEntries) {
      const at = cursor.at;
      const code = cursor.number();
      if (code === 0) {
        parents.pop();
        if (parents.length === 0) return;
        continue;
      }
      const abbreviation = unit.abbreviations.get(code);
      if (!abbreviation || parents.length > deepest) return;
      const entry = this.readEntry(cursor, unit, abbreviation);
      if (!entry) return;
      this.found.set(at, entry);
      parents.at(-1)?.children.push(entry);
      if (abbreviation.hasChildren) parents.push(entry);
      else if (parents.length === 0) return;
    }
  }

  /** Undefined where a form is not known: nothing after it can be found. */
  private readEntry(cursor: Cursor, unit: Unit, { tag, attributes }: Abbreviation): DwarfEntry | undefined {
    const values = new Map<number, bigint>();
    let nameForm = 0;
    for (const [name, form, constant] of attributes) {
      if (name === Attribute.Name) nameForm = form;
      const value = readForm(cursor, form, constant, unit);
      if (value === undefined) return undefined;
      values.set(name, value);
    }
    const base = values.get(Attribute.StringOffsets);
    if (tag === Tag.Unit && base !== undefined) unit.stringOffsets = Number(base);
    const number = (name: number): number | undefined => {
      const value = values.get(name);
      return value === undefined ? undefined : Number(value);
    };
    const bound = number(Attribute.UpperBound);
    return {
      tag,
      name: this.text(nameForm, number(Attribute.Name) ?? 0, unit),
      type: number(Attribute.Type) ?? 0,
      byteSize: number(Attribute.ByteSize),
      bitSize: number(Attribute.BitSize),
      bitOffset: number(Attribute.BitOffset),
      dataBitOffset: number(Attribute.DataBitOffset),
      location: number(Attribute.Location) ?? 0,
      encoding: number(Attribute.Encoding) ?? 0,
      count: number(Attribute.Count) ?? (bound === undefined ? undefined : bound + 1),
      value: values.get(Attribute.ConstValue) ?? 0n,
      declaration: values.has(Attribute.Declaration),
      children: [],
    };
  }

  private text(form: number, value: number, unit: Unit): string {
    if (form === 0x08) return textAt(this.info, value);
    if (form === 0x0e) return textAt(this.section('.debug_str'), value);
    if (form === 0x1f) return textAt(this.section('.debug_line_str'), value);
    if (form !== 0x1a && (form < 0x25 || form > 0x28)) return '';
    const offsets = new Cursor(this.section('.debug_str_offsets'), unit.stringOffsets + 4 * value);
    return textAt(this.section('.debug_str'), offsets.unsigned(4));
  }
}

/** Bytes of the forms that are plain numbers, by form (DWARF 5, 7.5.6). */
const fixedForms: ReadonlyMap<number, number> = new Map([
  ...[0x0b, 0x0c, 0x11, 0x25, 0x29].map((form) => [form, 1] as const),
  ...[0x05, 0x12, 0x26, 0x2a].map((form) => [form, 2] as const),
  ...[0x27, 0x2b].map((form) => [form, 3] as const),
  ...[0x06, 0x0e, 0x10, 0x13, 0x17, 0x1c, 0x1d, 0x1f, 0x28, 0x2c].map((form) => [form, 4] as const),
  ...[0x07, 0x14, 0x20, 0x24].map((form) => [form, 8] as const),
]);

const variableForms = new Set([0x0f, 0x15, 0x1a, 0x1b, 0x22, 0x23]);
/** References that count from the unit's start. */
const unitReferences = new Set([0x11, 0x12, 0x13, 0x14, 0x15]);

/** A reference's value is an offset in `.debug_info`; a block's is 0; a string's is where it stands. */
function readForm(cursor: Cursor, form: number, constant: bigint, unit: Unit): bigint | undefined {
  const fixed = fixedForms.get(form);
  if (fixed !== undefined || variableForms.has(form)) {
    const value = fixed === undefined ? cursor.variable() : BigInt(cursor.unsigned(fixed));
    return unitReferences.has(form) ? value + BigInt(unit.start) : value;
  }
  switch (form) {
    case 0x01:
      return BigInt(cursor.unsigned(unit.addressSize === 4 ? 4 : 8));
    case 0x03:
      return skip(cursor, cursor.unsigned(2));
    case 0x04:
      return skip(cursor, cursor.unsigned(4));
    case 0x08:
      return skipText(cursor);
    case 0x09:
    case 0x18:
      return skip(cursor, cursor.number());
    case 0x0a:
      return skip(cursor, cursor.unsigned(1));
    case 0x0d:
      return cursor.variable(true);
    case 0x19:
      return 1n;
    case 0x1e:
      return skip(cursor, 16);
    case 0x21:
      return constant;
    default:
      return undefined;
  }
}

function skip(cursor: Cursor, bytes: number): bigint {
  cursor.at += bytes;
  return 0n;
}

function skipText(cursor: Cursor): bigint {
  const at = BigInt(cursor.at);
  while (!cursor.isDone() && cursor.unsigned(1) !== 0);
  return at;
}
