/** Sizes of types, and members of structs with their places. */
import { Kind } from './kinds';
import { spellType } from './spell';
import { deepest, flagOf, kindOf, nameOf, resolve, stringAt, vlenOf, wordOf, type TypeTable } from './table';
import type { BtfMember, BtfStruct } from './types';

/** Bytes of a pointer: BPF tracepoint programs are for 64-bit kernels. */
const pointerSize = 8;

/** Members of one struct, unnamed ones and theirs counted: the kernel's largest has some 400. */
const mostMembers = 4096;

/** Bytes of a value of the type; undefined for void, functions, forward declarations, and what cannot be. */
export function sizeOf(table: TypeTable, id: number): number | undefined {
  const { element, length } = elementsOf(table, id);
  const at = resolve(table, element);
  const size = (length ?? 1) * (sizeOfElement(table, at) ?? Number.NaN);
  return Number.isSafeInteger(size) ? size : undefined;
}

function sizeOfElement(table: TypeTable, id: number): number | undefined {
  switch (kindOf(table, id)) {
    case Kind.Pointer:
      return pointerSize;
    case Kind.Int:
    case Kind.Struct:
    case Kind.Union:
    case Kind.Enum:
    case Kind.Enum64:
    case Kind.Float:
      return wordOf(table, id, 8);
    default:
      return undefined;
  }
}

/** What an array is made of, whatever its dimensions and the typedefs of arrays in it; no length for what is no array. */
function elementsOf(table: TypeTable, id: number): { readonly element: number; readonly length?: number } {
  let element = id;
  let length: number | undefined;
  for (let depth = 0; depth < deepest; depth++) {
    const at = resolve(table, element);
    if (kindOf(table, at) !== Kind.Array) return { element, ...(length !== undefined && { length }) };
    element = wordOf(table, at, 12);
    length = (length ?? 1) * wordOf(table, at, 20);
  }
  return { element: 0 };
}

/** The struct with that id. `report` is told, once, if it has more members than can be. */
export function structOf(table: TypeTable, id: number, report: (problem: string) => void): BtfStruct {
  const name = nameOf(table, id);
  const found: Found = { members: [], left: mostMembers };
  addMembers(table, id, 0, 0, found);
  if (found.left <= 0) report(`struct ${name} has too many members, or holds itself.`);
  return { name, size: wordOf(table, id, 8), members: found.members };
}

interface Found {
  readonly members: BtfMember[];
  /** How many more may be looked at; at 0 all ends. */
  left: number;
}

/** Adds the members of a struct that begins at bit `base` of the outermost. */
function addMembers(table: TypeTable, id: number, base: number, depth: number, found: Found): void {
  if (depth === deepest) found.left = 0;
  const flag = flagOf(table, id);
  const count = vlenOf(table, id);
  for (let index = 0; index < count && found.left > 0; index++) {
    found.left--;
    const at = 12 + 12 * index;
    const name = stringAt(table, wordOf(table, id, at));
    const type = wordOf(table, id, at + 4);
    const place = wordOf(table, id, at + 8);
    // With the flag, the upper 8 bits are the bit-field's width, 0 for an ordinary member (BTF_MEMBER_BITFIELD_SIZE).
    const bit = base + (flag ? place & 0xffffff : place);
    const width = flag ? place >>> 24 : 0;
    if (name !== '') found.members.push(memberOf(table, name, type, bit, width));
    else if (isAggregate(table, type)) addMembers(table, resolve(table, type), bit, depth + 1, found);
  }
}

const isAggregate = (table: TypeTable, id: number): boolean => {
  const kind = kindOf(table, resolve(table, id));
  return kind === Kind.Struct || kind === Kind.Union;
};

function memberOf(table: TypeTable, name: string, id: number, bit: number, width: number): BtfMember {
  const size = sizeOf(table, id) ?? 0;
  const { element, length } = kindOf(table, id) === Kind.Array ? elementsOf(table, id) : { element: id };
  return {
    name,
    type: spellType(table, element),
    ...(width > 0 ? unitOf(bit, width, size) : { offset: Math.floor(bit / 8), size }),
    ...(length !== undefined && { length }),
    ...(isSigned(table, resolve(table, element)) && { signed: true }),
  };
}

/** Integers say so in their encoding (BTF_INT_SIGNED, bit 24), enums with the flag (since 6.0; before, none is taken as signed). */
function isSigned(table: TypeTable, id: number): boolean {
  const kind = kindOf(table, id);
  if (kind === Kind.Int) return (wordOf(table, id, 12) & 0x1000000) !== 0;
  return (kind === Kind.Enum || kind === Kind.Enum64) && flagOf(table, id);
}

/** A bit-field's storage: the unit of its type that holds it all, else (packed) the byte where it begins. */
function unitOf(bit: number, width: number, size: number): Pick<BtfMember, 'offset' | 'size' | 'bits'> {
  const unit = size > 0 ? Math.floor(bit / (8 * size)) * size : Math.floor(bit / 8);
  const offset = bit + width <= 8 * (unit + size) ? unit : Math.floor(bit / 8);
  return { offset, size, bits: { offset: bit - 8 * offset, size: width } };
}
