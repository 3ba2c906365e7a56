/** Histograms of powers of two, as bcc's tools keep them in maps: slot n counts values from 2^n up to, and without, 2^(n+1). */
import type { Cell } from '../btf/values/columns';
import type { MapColumn, MapRow } from './map-table';

export interface HistogramBar {
  /** `[8, 16)`; slot 0 holds 0 too. */
  readonly label: string;
  readonly count: number;
}

export type HistogramSource =
  /** Each entry is a slot: its key is the slot's number. */
  | { readonly kind: 'keys'; readonly key: number; readonly value: number }
  /** Each entry has an array of slots. Numbers are indexes of columns. */
  | { readonly kind: 'slots'; readonly value: number };

/** `__u64` has 64 powers. */
const mostSlots = 64;
/** Shorter arrays are counts by kind or reason; libbpf-tools' histograms have 20 to 36 slots (`MAX_SLOTS`). */
const leastSlots = 16;
/** Slots of an array that is called so. */
const leastNamed = 8;
/** How many slots that follow on one another must count something, for one that no name tells. */
const leastFilled = 3;

const histogramName = /hist(?!or)|log2|slots|bucket|dist\b|distribution/i;

/** The map's name and size, as the kernel has them. */
export interface MapFacts {
  readonly name: string;
  readonly kind: string;
  readonly maxEntries: number;
}

/** Where the map's entries look like a histogram of powers of two; a guess that a person can overrule. */
export function findHistogram(
  map: MapFacts,
  columns: readonly MapColumn[],
  rows: readonly MapRow[],
): HistogramSource | undefined {
  const slots = columns.findIndex(
    ({ name, list }) => list !== undefined && rows.some((row) => hasSlots(name, row, list)),
  );
  if (slots >= 0) return { kind: 'slots', value: slots };

  const [key, ...more] = columns.flatMap(({ part }, index) => (part === 'key' ? [index] : []));
  const values = columns.flatMap(({ part }, index) => (part === 'value' ? [index] : []));
  const [value] = values;
  const single = values.length === 1 || columns[value ?? 0]?.name === 'value (sum)';
  if (key === undefined || value === undefined || more.length > 0 || !single) return undefined;
  const counts = slotCounts(columns[key], columns[value], rows);
  if (!counts) return undefined;
  const named = histogramName.test(map.name);
  return named || looksLikeOne(map, counts) ? { kind: 'keys', key, value } : undefined;
}

/** As many slots as there can be, in a member or a variable that is called so. */
function hasSlots(column: string, row: MapRow, list: NonNullable<MapColumn['list']>): boolean {
  if (!histogramName.test(column) && !histogramName.test(row.id)) return false;
  const { length } = list(row);
  return length >= leastNamed && length <= mostSlots;
}

/** Counts by slot; undefined where a key is no slot or a value no count. */
function slotCounts(
  key: MapColumn | undefined,
  value: MapColumn | undefined,
  rows: readonly MapRow[],
): readonly number[] | undefined {
  if (!key?.numeric || !value?.numeric || rows.length === 0 || rows.length > mostSlots) return undefined;
  const counts: number[] = [];
  for (const row of rows) {
    const slot = Number(key.read(row));
    const count = Number(value.read(row));
    if (!Number.isInteger(slot) || slot < 0 || slot >= mostSlots || !(count >= 0)) return undefined;
    counts[slot] = count;
  }
  return Array.from(counts, (count: number | undefined) => count ?? 0);
}

/**
 * Without a name that says so: an array of a histogram's usual length (a hash: any), with counts that lie together as those of
 * durations and sizes do. Counts by CPU or by reason fill slots from 0 on without a hill, or lie apart.
 */
function looksLikeOne({ kind, maxEntries }: MapFacts, counts: readonly number[]): boolean {
  const isArray = kind.includes('array');
  if (isArray && (maxEntries < leastSlots || maxEntries > mostSlots)) return false;
  const filled = counts.flatMap((count, slot) => (count > 0 ? [slot] : []));
  const first = filled[0];
  const last = filled.at(-1);
  if (first === undefined || last === undefined || filled.length < leastFilled) return false;
  const dense = filled.length >= 0.7 * (last - first + 1);
  return dense && hills(counts.slice(first, last + 1)) <= Math.max(1, filled.length / 5) && !isFull(counts, maxEntries);
}

/** Slots 0 and 63 of a map of 64 are never both used by values that a machine has; counts by index use them all. */
const isFull = (counts: readonly number[], maxEntries: number): boolean =>
  counts.length === maxEntries && counts.every((count) => count > 0);

/** Slots that count more than twice as much as both neighbours' greater: a hill is one, noise has many. */
function hills(counts: readonly number[]): number {
  return counts.filter((count, slot) => {
    const before = counts[slot - 1] ?? 0;
    const after = counts[slot + 1] ?? 0;
    return count > 2 * Math.max(before, after) + 1 || (before > 0 && after > 0 && count === 0);
  }).length;
}

export const slotLabel = (slot: number): string => `[${slot === 0 ? '0' : power(slot)}, ${power(slot + 1)})`;

/** As bcc and bpftrace write them: `8`, `1K`, `64M`. */
function power(exponent: number): string {
  const unit = Math.min(Math.floor(exponent / 10), units.length - 1);
  return `${2 ** (exponent - 10 * unit)}${units[unit] ?? ''}`;
}

const units = ['', 'K', 'M', 'G', 'T', 'P', 'E'] as const;

/** Bars from the first slot that counts to the last; none where nothing was counted. */
export function bars(counts: readonly (number | bigint)[]): readonly HistogramBar[] {
  const numbers = counts.map(Number);
  const first = numbers.findIndex((count) => count > 0);
  const last = numbers.findLastIndex((count) => count > 0);
  if (first < 0) return [];
  return numbers.slice(first, last + 1).map((count, index) => ({ label: slotLabel(first + index), count }));
}

/** Counts by slot of a histogram whose entries are the slots. `countOf` reads a row's count from the column of counts. */
export function countsByKey(
  source: { readonly key: number; readonly value: number },
  columns: readonly MapColumn[],
  rows: readonly MapRow[],
  countOf: (column: MapColumn, row: MapRow) => Cell = (column, row) => column.read(row),
): readonly (number | bigint)[] {
  const counts: (number | bigint)[] = [];
  const value = columns[source.value];
  for (const row of rows) {
    const slot = Number(columns[source.key]?.read(row));
    const count = value && countOf(value, row);
    if (Number.isInteger(slot) && slot >= 0 && slot < mostSlots && typeof count !== 'string') counts[slot] = count ?? 0;
  }
  return Array.from(counts, (count: number | bigint | undefined) => count ?? 0);
}

/** What a person may have shown as a histogram, whether or not it looks like one. */
export function possibleHistogram(columns: readonly MapColumn[], rows: readonly MapRow[]): HistogramSource | undefined {
  const list = columns.findIndex(
    (column) => column.list !== undefined && rows.some((row) => column.list?.(row).length),
  );
  if (list >= 0) return { kind: 'slots', value: list };
  const keys = columns.flatMap(({ part }, index) => (part === 'key' ? [index] : []));
  const value = columns.findIndex(({ part, numeric }) => part === 'value' && numeric);
  const [key] = keys;
  if (key === undefined || keys.length > 1 || value < 0) return undefined;
  return slotCounts(columns[key], columns[value], rows) && { kind: 'keys', key, value };
}
