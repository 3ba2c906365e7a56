/** Makes shapes of an object's BTF types. */
import { Kind } from '../kinds';
import { sizeOf } from '../layout';
import { spellType } from '../spell';
import { deepest, flagOf, kindOf, nameOf, resolve, stringAt, vlenOf, wordOf, type TypeTable } from '../table';
import { unknownShape, type EnumShape, type Member, type Shape } from './shape';

/** Types looked at for one shape, members counted: more than a map's value has, and a bound for what refers to itself. */
const mostParts = 4096;
/** Values of one enum; the kernel's longest has some 300. */
const mostNames = 4096;

interface Budget {
  left: number;
}

/** The shape of the type; undefined where it has no size (void, a function, a struct that is only declared). */
export function shapeOf(table: TypeTable, id: number): Shape | undefined {
  return shape(table, id, { left: mostParts }, 0);
}

function shape(table: TypeTable, id: number, budget: Budget, depth: number): Shape | undefined {
  const at = resolve(table, id);
  const size = sizeOf(table, id);
  if (size === undefined) return undefined;
  budget.left--;
  if (budget.left < 0 || depth > deepest) return unknownShape(size);
  const type = spellType(table, id);
  switch (kindOf(table, at)) {
    case Kind.Int:
      return intShape(table, at, type, size);
    case Kind.Enum:
    case Kind.Enum64:
      return enumShape(table, at, type, size);
    case Kind.Float:
      return { kind: 'float', type, size };
    case Kind.Pointer:
      return { kind: 'pointer', type, size };
    case Kind.Array:
      return arrayShape(table, at, type, size, budget, depth);
    case Kind.Struct:
      return { kind: 'struct', type, size, members: members(table, at, budget, depth) };
    case Kind.Union:
      return { kind: 'union', type, size, members: members(table, at, budget, depth) };
    default:
      return unknownShape(size);
  }
}

/** Encodings of BTF_KIND_INT (Documentation/bpf/btf.rst), from bit 24 of the word: signed, char, bool. */
const signedBit = 1 << 24;
const charBit = 2 << 24;
const boolBit = 4 << 24;

/** clang gives `char` no encoding of its own: it is told by its name. */
function intShape(table: TypeTable, id: number, type: string, size: number): Shape {
  const encoding = wordOf(table, id, 12);
  if ((encoding & boolBit) !== 0) return { kind: 'bool', type, size };
  if (size === 1 && ((encoding & charBit) !== 0 || nameOf(table, id) === 'char')) return { kind: 'char', type, size };
  return { kind: 'int', type, size, signed: (encoding & signedBit) !== 0 };
}

/**
 * 32-bit enums have name and value, 64-bit ones name, lower and upper half. Objects of older compilers do not say whether an
 * enum is signed: one with a value that has the top bit is taken as signed, since C's enums are `int` where they can be.
 */
function enumShape(table: TypeTable, id: number, type: string, size: number): EnumShape {
  const wide = kindOf(table, id) === Kind.Enum64;
  const stride = wide ? 12 : 8;
  const count = Math.min(vlenOf(table, id), mostNames);
  const read = Array.from({ length: count }, (_, index) => {
    const at = 12 + stride * index;
    const low = BigInt(wordOf(table, id, at + 4));
    const value = wide ? low | (BigInt(wordOf(table, id, at + 8)) << 32n) : low;
    return { name: stringAt(table, wordOf(table, id, at)), value };
  });
  const bits = wide ? 64 : 32;
  const signed = flagOf(table, id) || (!wide && read.some(({ value }) => value >> 31n === 1n));
  const names = read.map(
    ({ name, value }) => [(signed ? BigInt.asIntN(bits, value) : value).toString(), name] as const,
  );
  return { kind: 'enum', type, size, signed, names };
}

function arrayShape(table: TypeTable, id: number, type: string, size: number, budget: Budget, depth: number): Shape {
  const element = shape(table, wordOf(table, id, 12), budget, depth + 1);
  const length = wordOf(table, id, 20);
  if (!element) return unknownShape(size);
  if (element.kind === 'char') return { kind: 'text', type, size };
  return { kind: 'array', type, size, length, element };
}

/** Members whose types have no size, such as flexible arrays, are left out: their bytes are not the struct's. */
function members(table: TypeTable, id: number, budget: Budget, depth: number): readonly Member[] {
  const found: Member[] = [];
  const flag = flagOf(table, id);
  const count = vlenOf(table, id);
  for (let index = 0; index < count && budget.left > 0; index++) {
    const at = 12 + 12 * index;
    const inner = shape(table, wordOf(table, id, at + 4), budget, depth + 1);
    if (!inner || inner.size === 0) continue;
    const place = wordOf(table, id, at + 8);
    // With the flag, the upper 8 bits are the bit-field's width, 0 for an ordinary member (BTF_MEMBER_BITFIELD_SIZE).
    const bit = flag ? place & 0xffffff : place;
    const width = flag ? place >>> 24 : 0;
    const offset = Math.floor(bit / 8);
    found.push({
      name: stringAt(table, wordOf(table, id, at)),
      offset,
      ...(width > 0 && { bits: { offset: bit % 8, size: width } }),
      shape: inner,
    });
  }
  return found;
}
