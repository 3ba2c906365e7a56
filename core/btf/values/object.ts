/** The types of an object file's maps and variables, from its `.BTF`. */
import { readElf, type ElfSymbol } from '../elf';
import { Kind } from '../kinds';
import { kindOf, nameOf, readTable, resolve, stringAt, targetOf, typesNamed, vlenOf, wordOf } from '../table';
import type { TypeTable } from '../table';
import { unknownShape, type Member, type Shape } from './shape';
import { shapeOf } from './shape-of';

export interface ObjectTypes {
  readonly table: TypeTable;
  readonly symbols: readonly ElfSymbol[];
  /** In sentences; empty where all could be read. */
  readonly problems: readonly string[];
}

/** What a map holds. */
export interface MapTypes {
  readonly key: Shape;
  readonly value: Shape;
  /** Its value is not one thing but a section's variables: `.bss`, `.data`, `.rodata`. */
  readonly variables: boolean;
  /** The object did not say what key or value is, or said what does not fit: bytes are shown. */
  readonly guessed: boolean;
}

/** As the loader reports it; sizes in bytes, as the kernel has them. */
export interface MapSizes {
  readonly name: string;
  readonly keySize: number;
  readonly valueSize: number;
}

/** Any bytes can be given. */
export function readObjectTypes(bytes: Uint8Array): ObjectTypes {
  const elf = readElf(bytes);
  const btf = elf.sections.find(({ name }) => name === '.BTF');
  const { table, problems } = readTable(btf?.bytes ?? new Uint8Array());
  const missing = btf ? problems : ['The object has no .BTF: compile it with -g.'];
  return { table, symbols: elf.symbols, problems: [...elf.problems, ...missing] };
}

/** What the object says of the map, checked against the sizes that the kernel has it with. */
export function mapTypes(object: ObjectTypes, map: MapSizes): MapTypes {
  const section = variablesSection(object.table, map.name);
  const variables = section === undefined ? undefined : variablesShape(object, section, map.valueSize);
  if (variables) {
    return { key: unknownShape(map.keySize), value: variables, variables: true, guessed: false };
  }
  const declared = declaredTypes(object.table, map.name);
  const key = fitting(declared.key, map.keySize);
  const value = fitting(declared.value, map.valueSize);
  return {
    key: key ?? unknownShape(map.keySize),
    value: value ?? unknownShape(map.valueSize),
    variables: false,
    guessed: (!key && map.keySize > 0) || (!value && map.valueSize > 0),
  };
}

const fitting = (shape: Shape | undefined, size: number): Shape | undefined =>
  shape?.size === size ? shape : undefined;

/** The kernel keeps 15 characters of a name (BPF_OBJ_NAME_LEN, 16 with the zero). */
const keptOfName = 15;

const isNamed = (full: string, reported: string): boolean =>
  full === reported || (reported.length === keptOfName && full.startsWith(reported));

interface Declared {
  readonly key: Shape | undefined;
  readonly value: Shape | undefined;
}

/**
 * `struct { __type(key, K); __type(value, V); … } name SEC(".maps")`: each member is a pointer to its type (bpf_helpers.h). Maps
 * that bcc's style of macro declares have a struct `____btf_map_NAME` with both (BPF_ANNOTATE_KV_PAIR).
 */
function declaredTypes(table: TypeTable, name: string): Declared {
  const variables = [...typesNamed(table, Kind.DataSection, '.maps')].flatMap((id) => sectionVariables(table, id));
  const variable = pick(variables, (each) => each.name, name);
  const members = variable ? structMembers(table, targetOf(table, variable.id)) : annotated(table, name);
  const typed = (word: string): Shape | undefined => {
    const type = members.get(word);
    if (type === undefined) return undefined;
    const at = resolve(table, type);
    return shapeOf(table, variable ? targetOf(table, at) : type);
  };
  return { key: typed('key'), value: typed('value') };
}

/** The whole name where there is one, else the only one that the kernel could have cut to it. */
function pick<T>(all: readonly T[], nameOfOne: (one: T) => string, reported: string): T | undefined {
  const whole = all.find((one) => nameOfOne(one) === reported);
  if (whole) return whole;
  const cut = all.filter((one) => isNamed(nameOfOne(one), reported));
  return cut.length === 1 ? cut[0] : undefined;
}

function annotated(table: TypeTable, name: string): ReadonlyMap<string, number> {
  const [id] = typesNamed(table, Kind.Struct, `____btf_map_${name}`);
  return id === undefined ? new Map() : structMembers(table, id);
}

/** Types of a struct's members by name; of what is no struct, none. */
function structMembers(table: TypeTable, id: number): ReadonlyMap<string, number> {
  const at = resolve(table, id);
  if (kindOf(table, at) !== Kind.Struct) return new Map();
  return new Map(
    Array.from({ length: vlenOf(table, at) }, (_, index) => {
      const entry = 12 + 12 * index;
      return [stringAt(table, wordOf(table, at, entry)), wordOf(table, at, entry + 4)] as const;
    }),
  );
}

interface Variable {
  readonly id: number;
  readonly name: string;
  /** As BTF has it: 0 in an object that libbpf has not gone over. */
  readonly offset: number;
}

function sectionVariables(table: TypeTable, section: number): readonly Variable[] {
  return Array.from({ length: vlenOf(table, section) }, (_, index) => {
    const at = 12 + 12 * index;
    const id = wordOf(table, section, at);
    return {
      id,
      name: kindOf(table, id) === Kind.Variable ? nameOf(table, id) : '',
      offset: wordOf(table, section, at + 4),
    };
  }).filter(({ name }) => name !== '');
}

/** libbpf calls such a map `.rodata`, or the object's name, cut, with the section's after it: `sched_sw.rodata`. */
function variablesSection(table: TypeTable, name: string): number | undefined {
  const at = name.search(/\.(?:bss|data|rodata|kconfig)/);
  if (at < 0) return undefined;
  const found: { readonly id: number; readonly section: string }[] = [];
  for (let id = 1; id < table.count; id++) {
    if (kindOf(table, id) === Kind.DataSection) found.push({ id, section: nameOf(table, id) });
  }
  const section = name.slice(at);
  return (found.find((each) => each.section === section) ?? found.find((each) => each.section.startsWith(section)))?.id;
}

/** Format strings of bpf_printk (`BPF_PRINTK` of bpf_helpers.h names them so) are in `.rodata`, and no variables of the program. */
const isFormat = (name: string): boolean => /(?:^|\.)____fmt(?:\.\d+)?$/.test(name);

/** Where the variables stand is in the symbols; libbpf does the same (btf_fixup_datasec of libbpf.c). */
function variablesShape({ table, symbols }: ObjectTypes, section: number, size: number): Shape | undefined {
  const places = new Map(symbols.map((symbol) => [symbol.name, symbol.value]));
  const members = sectionVariables(table, section).flatMap(({ id, name, offset }): readonly Member[] => {
    const place = places.get(name) ?? offset;
    const shape = shapeOf(table, targetOf(table, id));
    return shape && shape.size > 0 && place + shape.size <= size && !isFormat(name)
      ? [{ name, offset: place, shape }]
      : [];
  });
  if (members.length === 0) return undefined;
  const ordered = [...members].sort((one, other) => one.offset - other.offset);
  return { kind: 'struct', type: nameOf(table, section), size, members: ordered };
}

/** The struct, union or typedef of that spelling: `struct event`, `event_t`. */
export function namedShape({ table }: ObjectTypes, spelling: string): Shape | undefined {
  const [, word, tag = ''] = /^(?:(struct|union)\s+)?([A-Za-z_]\w*)$/.exec(spelling.trim()) ?? [];
  if (tag === '') return undefined;
  const kind = word === 'struct' ? Kind.Struct : word === 'union' ? Kind.Union : Kind.Typedef;
  const [id] = typesNamed(table, kind, tag);
  return id === undefined ? undefined : shapeOf(table, id);
}

/** Spellings of all structs of the object with a tag, and of typedefs of structs, in the order of the file. */
export function structNames({ table }: ObjectTypes): readonly string[] {
  const names = new Set<string>();
  for (let id = 1; id < table.count; id++) {
    const kind = kindOf(table, id);
    const name = nameOf(table, id);
    if (name === '' || name.startsWith('____btf_map_')) continue;
    if (kind === Kind.Struct) names.add(`struct ${name}`);
    else if (kind === Kind.Typedef && kindOf(table, resolve(table, id)) === Kind.Struct) names.add(name);
  }
  return [...names];
}
