/** What a planned map holds, from its entries' bytes: counts by values, or slots. BPF objects that we read are little-endian. */
import { integerAt, textAt, unsignedAt } from '../btf/values/scalars';
import { grown } from '../data/ranking';
import type { PlannedColumn, PlannedMap } from '../generate/plan';

export interface MapEntry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** One value of a key; of a text, and of a `char`, the bytes. */
export type KeyValue = bigint | boolean | Uint8Array;

export interface CountRow {
  /** The key's bytes, one character each: the same key, the same row. */
  readonly id: string;
  /** One for each column of the map. */
  readonly values: readonly KeyValue[];
  readonly count: bigint;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const countAt = (value: Uint8Array): bigint => unsignedAt(viewOf(value), 0, 8);

/** In the order of the entries. Entries that are too short, or count nothing, are left out. */
export function countRows(map: PlannedMap, entries: readonly MapEntry[]): readonly CountRow[] {
  const whole = entries.filter(({ key, value }) => key.length >= map.keySize && value.length >= 8);
  return whole
    .map(({ key, value }) => ({
      id: String.fromCharCode(...key.subarray(0, map.keySize)),
      values: map.columns.map((column) => keyValue(column, key)),
      count: countAt(value),
    }))
    .filter(({ count }) => count > 0n);
}

function keyValue({ kind, offset, size }: PlannedColumn, key: Uint8Array): KeyValue {
  if (kind === 'text') return untilZero(key.slice(offset, offset + size));
  if (kind === 'char') return key.slice(offset, offset + 1);
  const value = BigInt(integerAt(viewOf(key), offset, size, kind === 'signed'));
  return kind === 'bool' ? value !== 0n : value;
}

function untilZero(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

/** As a person reads it; what does not print is escaped. */
export function keyValueText(value: KeyValue): string {
  return typeof value === 'object' ? textAt(viewOf(value), 0, value.length) : String(value);
}

/** Slots of a histogram; an entry whose key is none is left out. */
export function slotCounts(entries: readonly MapEntry[]): readonly bigint[] {
  const counts = Array.from({ length: 64 }, () => 0n);
  for (const { key, value } of entries) {
    const slot = key.length >= 4 ? viewOf(key).getUint32(0, true) : counts.length;
    if (slot < counts.length && value.length >= 8) counts[slot] = countAt(value);
  }
  return counts;
}

/**
 * What was counted between two readings. argdist empties its table after each and loses what is counted meanwhile; a difference
 * loses nothing. A count that went down began anew (the program was loaded again), and stands as it is.
 */
export function difference(previous: readonly CountRow[], current: readonly CountRow[]): readonly CountRow[] {
  const before = new Map(previous.map(({ id, count }) => [id, count]));
  return current
    .map((row) => ({ ...row, count: grown(before.get(row.id) ?? 0n, row.count) }))
    .filter(({ count }) => count > 0n);
}

/** The same of slots. */
export const slotDifference = (previous: readonly bigint[], current: readonly bigint[]): readonly bigint[] =>
  current.map((count, slot) => grown(previous[slot] ?? 0n, count));
