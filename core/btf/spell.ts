/** How C spells a type of BTF, in the spelling of core/formats (`const char *const *`). */
import { isQualifier, Kind } from './kinds';
import { deepest, flagOf, kindOf, nameOf, stringAt, targetOf, vlenOf, wordOf, type TypeTable } from './table';

const qualifiers: ReadonlyMap<number, string> = new Map([
  [Kind.Const, 'const'],
  [Kind.Volatile, 'volatile'],
  [Kind.Restrict, 'restrict'],
]);

/** Compilers write integer types in DWARF's order of words: `long unsigned int`. People write them in this one. */
const integers: ReadonlyMap<string, string> = new Map([
  ['long int', 'long'],
  ['long unsigned int', 'unsigned long'],
  ['long long int', 'long long'],
  ['long long unsigned int', 'unsigned long long'],
  ['short int', 'short'],
  ['short unsigned int', 'unsigned short'],
  ['_Bool', 'bool'],
]);

/** The type's C spelling, without attributes; `void` for what cannot be spelled. */
export const spellType = (table: TypeTable, id: number): string => declare(table, id, '', 0);

/** Goes from the type inwards; `declarator` is what already stands right of the base type, `*const *` for instance. */
function declare(table: TypeTable, id: number, declarator: string, depth: number): string {
  if (depth > deepest) return join('void', declarator);
  const kind = kindOf(table, id);
  const inner = (text: string): string => declare(table, targetOf(table, id), text, depth + 1);
  if (kind === Kind.Pointer) {
    const target = bare(table, targetOf(table, id));
    return inner(target === Kind.Array || target === Kind.FunctionPrototype ? `(*${declarator})` : `*${declarator}`);
  }
  if (isQualifier(kind)) {
    const word = qualifiers.get(kind) ?? '';
    const target = bare(table, targetOf(table, id));
    return target === Kind.Pointer ? inner(join(word, declarator)) : `${word} ${inner(declarator)}`;
  }
  if (kind === Kind.TypeTag) return inner(declarator);
  if (kind === Kind.Array) {
    const text = `${declarator}[${wordOf(table, id, 20)}]`;
    return declare(table, wordOf(table, id, 12), text, depth + 1);
  }
  if (kind === Kind.FunctionPrototype) return inner(`${declarator}(${parameters(table, id, depth)})`);
  return join(base(table, id, kind), declarator);
}

/** The kind behind qualifiers and tags, but not behind a typedef, which has a spelling of its own. */
function bare(table: TypeTable, id: number): number {
  let at = id;
  for (let depth = 0; depth < deepest; depth++) {
    const kind = kindOf(table, at);
    if (!isQualifier(kind) && kind !== Kind.TypeTag) return kind;
    at = targetOf(table, at);
  }
  return Kind.Void;
}

/** Functions that take functions are spelled to the second level only: their cost would double with each. */
function parameters(table: TypeTable, id: number, depth: number): string {
  const count = vlenOf(table, id);
  if (count === 0) return 'void';
  if (depth > 8 || count > 32) return '…';
  const spelled: string[] = [];
  for (let index = 0; index < count; index++) {
    const name = wordOf(table, id, 12 + 8 * index);
    const type = wordOf(table, id, 16 + 8 * index);
    // A last parameter without name and type stands for `...` (Documentation/bpf/btf.rst, BTF_KIND_FUNC_PROTO).
    const variadic = index > 0 && index === count - 1 && type === 0 && stringAt(table, name) === '';
    spelled.push(variadic ? '...' : declare(table, type, '', depth + 4));
  }
  return spelled.join(', ');
}

function base(table: TypeTable, id: number, kind: number): string {
  const name = nameOf(table, id);
  switch (kind) {
    case Kind.Int:
    case Kind.Float:
      return integers.get(name) ?? name;
    case Kind.Typedef:
      return name;
    case Kind.Struct:
      return tagged('struct', name);
    case Kind.Union:
      return tagged('union', name);
    case Kind.Enum:
    case Kind.Enum64:
      return tagged('enum', name);
    case Kind.Forward:
      return tagged(flagOf(table, id) ? 'union' : 'struct', name);
    default:
      return 'void';
  }
}

const tagged = (word: string, name: string): string => (name === '' ? `${word} {…}` : `${word} ${name}`);

const join = (word: string, declarator: string): string =>
  declarator === '' || declarator.startsWith('[') ? `${word}${declarator}` : `${word} ${declarator}`;
