/** Counts as a ranking: the greatest first, and how much is left out. */
import type { Cell } from '../btf/values/columns';

export interface Ranking<T> {
  /** Greatest first; equal ones in the order they had. */
  readonly first: readonly { readonly row: T; readonly count: number }[];
  /** Rows that count something and are not among them, and their counts together. */
  readonly left: { readonly rows: number; readonly count: number };
}

/** The `most` rows that count most. Rows whose count is no number above 0 are left out altogether. */
export function ranked<T>(rows: readonly T[], countOf: (row: T) => number, most: number): Ranking<T> {
  const counted = rows.map((row) => ({ row, count: countOf(row) })).filter(({ count }) => count > 0);
  counted.sort((one, other) => other.count - one.count);
  const left = counted.slice(most);
  return {
    first: counted.slice(0, most),
    left: { rows: left.length, count: left.reduce((sum, { count }) => sum + count, 0) },
  };
}

/** How much a count grew; all of it where it is less than before: it began anew. */
export const grown = (before: bigint, now: bigint): bigint => (now < before ? now : now - before);

/** The same of any cell; all of it where it is less than before, as after the map was emptied. */
export function growth(before: Cell, now: number | bigint): number | bigint {
  if (typeof now === 'bigint' && typeof before === 'bigint') return grown(before, now);
  if (typeof before === 'string' || before > now) return now;
  return Number(now) - Number(before);
}
