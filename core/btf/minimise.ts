/**
 * Makes a small BTF blob that answers what tracepoints need as the whole one does: the records' structs, the copies that BPF gets
 * of syscalls, and the raw tracepoints with their arguments.
 */
import { namesOf, parameterType, prototypeOf, rawTypedef } from './arguments';
import { entryLength, isQualifier, Kind } from './kinds';
import { Need, reach, skipTags } from './reach';
import { recordPrefix } from './read';
import {
  flagOf,
  kindOf,
  nameOf,
  readTable,
  stringAt,
  targetOf,
  typesNamed,
  typesPrefixed,
  vlenOf,
  wordOf,
  type TypeTable,
} from './table';
import { BtfWriter } from './writer';

/** Structs beside the records': the common fields, and what BPF gets of syscalls (kernel/trace/trace_syscalls.c). */
const otherStructs = ['trace_entry', 'syscall_tp_t', 'syscall_trace_enter', 'syscall_trace_exit'];

/**
 * Structs that stand behind pointers only become forward declarations, enums lose their values, tags are left out. The names of
 * a raw tracepoint's arguments, which the whole blob has elsewhere, stand in its own prototype. Always little-endian; from what
 * is no BTF, a blob without types.
 */
export function minimiseBtf(bytes: Uint8Array): Uint8Array {
  const { table } = readTable(bytes);
  const raw = rawTypes(table);
  const needs = reach(table, [...structRoots(table), ...raw.flatMap(({ parameters }) => parameters)]);
  const kept: number[] = [];
  const rawByTypedef = new Map(raw.map((type) => [type.typedef, type]));
  for (let id = 1; id < table.count; id++) {
    if (rawByTypedef.has(id) || (needs[id] !== Need.None && isKept(kindOf(table, id)))) kept.push(id);
  }
  const ids = new Map(kept.map((id, index) => [id, index + 1]));
  const newId = (id: number): number => ids.get(skipTags(table, id)) ?? 0;
  const prototypes = numberPrototypes(raw, kept.length + 1);
  const writer = new BtfWriter();
  for (const id of kept) {
    const rawType = rawByTypedef.get(id);
    if (rawType) writer.head(nameOf(table, id), Kind.Typedef, 0, false, prototypes.get(rawType.key) ?? 0);
    else writeType(writer, table, id, needs[id] === Need.Layout, newId);
  }
  for (const type of new Map(raw.map((each) => [each.key, each])).values()) {
    const pointer = prototypes.get(type.key);
    if (pointer === undefined) continue;
    writer.head('', Kind.Pointer, 0, false, pointer + 1);
    writer.head('', Kind.FunctionPrototype, type.parameters.length, false, newId(type.result));
    type.parameters.forEach((parameter, index) => {
      writer.string(type.names[index] ?? '');
      writer.word(newId(parameter));
    });
  }
  return writer.finish();
}

function structRoots(table: TypeTable): readonly number[] {
  const records = [...typesPrefixed(table, Kind.Struct, recordPrefix).values()].flat();
  return [...records, ...otherStructs.flatMap((name) => typesNamed(table, Kind.Struct, name))];
}

/** One raw tracepoint: its typedef, and what its prototype becomes. */
interface RawType {
  readonly typedef: number;
  /** The same for those that can share a prototype; empty for one that has none. */
  readonly key: string;
  readonly result: number;
  readonly parameters: readonly number[];
  readonly names: readonly (string | undefined)[];
}

function rawTypes(table: TypeTable): readonly RawType[] {
  return [...typesPrefixed(table, Kind.Typedef, rawTypedef)].flatMap(([event, typedefs]): RawType[] => {
    const [typedef] = typedefs;
    if (typedef === undefined) return [];
    const prototype = prototypeOf(table, event);
    if (prototype === undefined) return [{ typedef, key: '', result: 0, parameters: [], names: [] }];
    const names = namesOf(table, event, prototype);
    const parameters = Array.from({ length: vlenOf(table, prototype) }, (_, at) => parameterType(table, prototype, at));
    return [{ typedef, key: `${prototype} ${names.join()}`, result: targetOf(table, prototype), parameters, names }];
  });
}

/** Id of the pointer to each prototype; the prototype's own is the next. */
function numberPrototypes(raw: readonly RawType[], first: number): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const { key } of raw) if (key !== '' && !numbers.has(key)) numbers.set(key, first + 2 * numbers.size);
  return numbers;
}

/** Kinds that a type can be made of; anything else that a type refers to is read as `void`. */
const isKept = (kind: number): boolean =>
  kind !== Kind.Void && kind !== Kind.TypeTag && (kind < Kind.Function || kinds.has(kind));
const kinds: ReadonlySet<number> = new Set([Kind.FunctionPrototype, Kind.Float, Kind.Enum64]);

function writeType(writer: BtfWriter, table: TypeTable, id: number, layout: boolean, newId: (id: number) => number) {
  const kind = kindOf(table, id);
  const name = nameOf(table, id);
  const flag = flagOf(table, id);
  const vlen = vlenOf(table, id);
  const word = (at: number): number => wordOf(table, id, at);
  const list = (stride: number, write: (at: number) => void): void => {
    for (let index = 0; index < vlen; index++) write(12 + stride * index);
  };
  if (kind === Kind.Pointer || kind === Kind.Typedef || isQualifier(kind)) {
    writer.head(name, kind, 0, flag, newId(word(8)));
  } else if (kind === Kind.Array) {
    writer.head(name, kind, 0, flag, 0);
    for (const type of [word(12), word(16)]) writer.word(newId(type));
    writer.word(word(20));
  } else if (kind === Kind.FunctionPrototype) {
    writer.head(name, kind, vlen, flag, newId(word(8)));
    list(8, (at) => {
      writer.word(0);
      writer.word(newId(word(at + 4)));
    });
  } else if (kind !== Kind.Struct && kind !== Kind.Union) {
    writer.head(name, kind, 0, flag, word(8));
    if (entryLength(kind, 0) > 12) writer.word(word(12));
  } else if (!layout) {
    writer.head(name, Kind.Forward, 0, kind === Kind.Union, 0);
  } else {
    writer.head(name, kind, vlen, flag, word(8));
    list(12, (at) => {
      writer.string(stringAt(table, word(at)));
      writer.word(newId(word(at + 4)));
      writer.word(word(at + 8));
    });
  }
}
