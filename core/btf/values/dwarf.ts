/**
 * The structs of an object's debugging information. clang puts a type into `.BTF` only where a map, a variable or a function
 * names it; what a program writes into a buffer is often a local variable's type, which stands in `.debug_info` alone.
 */
import { readElf } from '../elf';
import { readDwarf, Tag, type DwarfEntry } from './dwarf-entries';
import { unknownShape, type Member, type Shape } from './shape';

/** Types looked at for one shape. */
const mostParts = 4096;
const deepest = 32;
const pointerSize = 8;

/** DWARF 5, 7.8: DW_ATE_*. */
const Encoding = { Boolean: 2, Float: 4, Signed: 5, SignedChar: 6 } as const;

const kept = new WeakMap<Uint8Array, ReadonlyMap<string, Shape>>();

/** Shapes by spelling: `struct event`, and `event_t` for a typedef of a struct. Made once for the same bytes. */
export function debugStructs(object: Uint8Array): ReadonlyMap<string, Shape> {
  const known = kept.get(object);
  if (known) return known;
  const found = new Shapes(readDwarf(readElf(object))).structs();
  kept.set(object, found);
  return found;
}

class Shapes {
  private left = mostParts;

  constructor(private readonly entries: ReadonlyMap<number, DwarfEntry>) {}

  structs(): ReadonlyMap<string, Shape> {
    const found = new Map<string, Shape>();
    for (const [at, { tag, name, declaration }] of this.entries) {
      if (name === '' || declaration || (tag !== Tag.Structure && tag !== Tag.Typedef)) continue;
      this.left = mostParts;
      const shape = this.shape(at, 0);
      const spelling = tag === Tag.Typedef ? name : `struct ${name}`;
      if (shape?.kind === 'struct' && shape.size > 0 && !found.has(spelling))
        found.set(spelling, { ...shape, type: spelling });
    }
    return found;
  }

  private shape(at: number, depth: number): Shape | undefined {
    const entry = this.entries.get(at);
    if (!entry || depth > deepest || this.left-- <= 0) return undefined;
    const { tag, name, byteSize } = entry;
    switch (tag) {
      case Tag.Typedef:
        return this.renamed(this.shape(entry.type, depth + 1), name);
      case Tag.Const:
      case Tag.Volatile:
      case Tag.Restrict:
      case Tag.Atomic:
        return this.shape(entry.type, depth + 1);
      case Tag.Pointer:
        return { kind: 'pointer', type: 'void *', size: byteSize ?? pointerSize };
      case Tag.Base:
        return baseShape(entry);
      case Tag.Enumeration:
        return this.enumShape(entry, depth);
      case Tag.Array:
        return this.arrayShape(entry, depth);
      case Tag.Structure:
      case Tag.Union:
        if (byteSize === undefined) return undefined;
        return {
          kind: tag === Tag.Union ? 'union' : 'struct',
          type: `${tag === Tag.Union ? 'union' : 'struct'} ${name === '' ? '{…}' : name}`,
          size: byteSize,
          members: this.members(entry, depth),
        };
      default:
        return undefined;
    }
  }

  private renamed(shape: Shape | undefined, name: string): Shape | undefined {
    return shape && { ...shape, type: name };
  }

  private enumShape(entry: DwarfEntry, depth: number): Shape {
    const base = this.shape(entry.type, depth + 1);
    const names = entry.children
      .filter(({ tag }) => tag === Tag.Enumerator)
      .map(({ name, value }) => [value.toString(), name] as const);
    const signed = base?.kind === 'int' ? base.signed : names.some(([value]) => value.startsWith('-'));
    const size = entry.byteSize ?? base?.size ?? 4;
    return { kind: 'enum', type: `enum ${entry.name === '' ? '{…}' : entry.name}`, size, signed, names };
  }

  /** One subrange a dimension, the outermost first; one without a count is a flexible array, which has no bytes. */
  private arrayShape(entry: DwarfEntry, depth: number): Shape | undefined {
    const element = this.shape(entry.type, depth + 1);
    if (!element) return undefined;
    const counts = entry.children.flatMap(({ tag, count }) => (tag === Tag.Subrange ? [count ?? 0] : []));
    const spelled = element.type;
    let shape: Shape = element;
    let dimensions = '';
    for (const length of counts.reverse()) {
      const size = length * shape.size;
      if (!Number.isSafeInteger(size) || length < 0) return undefined;
      dimensions = `[${length}]${dimensions}`;
      const type = `${spelled}${dimensions}`;
      shape =
        shape.kind === 'char' ? { kind: 'text', type, size } : { kind: 'array', type, size, length, element: shape };
    }
    return shape;
  }

  private members(entry: DwarfEntry, depth: number): readonly Member[] {
    return entry.children.flatMap((child): readonly Member[] => {
      if (child.tag !== Tag.Member) return [];
      const shape = this.shape(child.type, depth + 1);
      if (!shape || shape.size === 0) return [];
      return [{ name: child.name, shape, ...placeOf(child, shape.size) }];
    });
  }
}

function baseShape({ name, byteSize: size = 0, encoding }: DwarfEntry): Shape {
  if (encoding === Encoding.Boolean) return { kind: 'bool', type: 'bool', size };
  if (encoding === Encoding.Float) return { kind: 'float', type: name, size };
  if (name === 'char' && size === 1) return { kind: 'char', type: name, size };
  const signed = encoding === Encoding.Signed || encoding === Encoding.SignedChar;
  return size > 0 ? { kind: 'int', type: name, size, signed } : unknownShape(size);
}

/** clang writes bit-fields for BPF as DWARF 3 had them: from the most significant bit of a unit of the type's size. */
function placeOf(member: DwarfEntry, size: number): Pick<Member, 'offset' | 'bits'> {
  const { location, bitSize, bitOffset, dataBitOffset, byteSize = size } = member;
  if (bitSize === undefined) return { offset: location };
  const bit = dataBitOffset ?? 8 * (location + byteSize) - (bitOffset ?? 0) - bitSize;
  return { offset: Math.floor(bit / 8), bits: { offset: ((bit % 8) + 8) % 8, size: bitSize } };
}
