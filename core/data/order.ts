/** The order of a live table's rows: they keep their places while their values change. */
import { compareCells, type Cell } from '../btf/values/columns';

export interface Keyed {
  readonly id: string;
}

export interface SortOrder<T> {
  readonly read: (row: T) => Cell;
  readonly descending: boolean;
}

/** Rows that were there stay where they were, those that are gone are left out, new ones come last. */
export function inPlace<T extends Keyed>(before: readonly Keyed[], now: ReadonlyMap<string, T>): T[] {
  const rows: T[] = [];
  const known = new Set<string>();
  for (const { id } of before) {
    const row = now.get(id);
    if (!row) continue;
    rows.push(row);
    known.add(id);
  }
  for (const [id, row] of now) if (!known.has(id)) rows.push(row);
  return rows;
}

/** Equal rows stay in the order they had. Each cell is read once. */
export function sorted<T>(rows: readonly T[], { read, descending }: SortOrder<T>): T[] {
  const cells = rows.map((row) => ({ row, cell: read(row) }));
  const sign = descending ? -1 : 1;
  return cells.sort((one, other) => sign * compareCells(one.cell, other.cell)).map(({ row }) => row);
}

/** What changed a second between two readings; undefined where that is no number. `milliseconds` between them. */
export function perSecond(before: Cell | undefined, now: Cell, milliseconds: number): number | undefined {
  if (before === undefined || typeof before === 'string' || typeof now === 'string' || milliseconds <= 0)
    return undefined;
  const change =
    typeof before === 'bigint' && typeof now === 'bigint' ? Number(now - before) : Number(now) - Number(before);
  return (change * 1000) / milliseconds;
}
