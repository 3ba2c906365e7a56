/** Which types are needed to spell and lay out some others. */
import { isQualifier, Kind } from './kinds';
import { deepest, kindOf, targetOf, vlenOf, wordOf, type TypeTable } from './table';

/** How much of a type is needed: nothing, its name only (it stands behind a pointer), or its layout. */
export const Need = { None: 0, Name: 1, Layout: 2 } as const;

/** The need by type id; `roots` are needed with their layout. Each type is looked at twice at most. */
export function reach(table: TypeTable, roots: Iterable<number>): Uint8Array {
  const needs = new Uint8Array(table.count);
  const waiting: number[] = [];
  const want = (id: number, need: number): void => {
    const type = skipTags(table, id);
    if (type === 0 || type >= table.count || (needs[type] ?? 0) >= need) return;
    needs[type] = need;
    waiting.push(type);
  };
  for (const root of roots) want(root, Need.Layout);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const need = needs[id] ?? Need.None;
    for (const next of references(table, id, need)) want(next.id, Math.min(need, next.need));
  }
  return needs;
}

/** Tags say nothing that is read here: the type behind them is taken instead. */
export function skipTags(table: TypeTable, id: number): number {
  let at = id;
  for (let depth = 0; depth < deepest; depth++) {
    if (kindOf(table, at) !== Kind.TypeTag) return at;
    at = targetOf(table, at);
  }
  return 0;
}

interface Reference {
  readonly id: number;
  readonly need: number;
}

/** The types that an entry refers to, and how much of them it needs. */
function references(table: TypeTable, id: number, need: number): readonly Reference[] {
  const kind = kindOf(table, id);
  if (kind === Kind.Struct || kind === Kind.Union) return need === Need.Layout ? listed(table, id, 12, 4) : [];
  if (kind === Kind.Pointer) return [{ id: targetOf(table, id), need: Need.Name }];
  if (kind === Kind.Typedef || isQualifier(kind)) return [{ id: targetOf(table, id), need: Need.Layout }];
  if (kind === Kind.Array) return [{ id: wordOf(table, id, 12), need: Need.Layout }];
  if (kind === Kind.FunctionPrototype) {
    return [{ id: targetOf(table, id), need: Need.Layout }, ...listed(table, id, 8, 4)];
  }
  return [];
}

const listed = (table: TypeTable, id: number, stride: number, at: number): readonly Reference[] =>
  Array.from({ length: vlenOf(table, id) }, (_, index) => ({
    id: wordOf(table, id, 12 + stride * index + at),
    need: Need.Layout,
  }));
