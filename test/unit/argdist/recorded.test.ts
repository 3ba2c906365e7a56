import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { printCounts, printHistogram } from '../../../core/argdist/print';
import { countRows, difference, slotCounts, slotDifference, type CountRow } from '../../../core/argdist/rows';
import { parseSpecifier, type SpecifierKind } from '../../../core/argdist/specifier';
import type { PlannedColumn, PlannedMap } from '../../../core/generate/plan';

/** The arguments of the calls that were made while argdist was recorded: test/fixtures/argdist/README.md. */
const maximums = [0, ...Array.from({ length: 100 }, (_, index) => index + 1), 1000, ...Array<number>(5).fill(70_000)];
const minimums = [1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 5];

const column = (index: number): PlannedColumn => ({
  expression: '',
  name: `v${index}`,
  kind: 'unsigned',
  offset: 4 * index,
  size: 4,
});

function entry(keys: readonly number[], count: number): { key: Uint8Array; value: Uint8Array } {
  const value = new Uint8Array(8);
  new DataView(value.buffer).setBigUint64(0, BigInt(count), true);
  return { key: new Uint8Array(Uint32Array.from(keys).buffer), value };
}

/** How often each is there, by first appearance. */
function tally(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** The rows of a map that counted the calls by these values of the argument. */
function rowsOf(calls: readonly number[], ...values: ((argument: number) => number)[]): readonly CountRow[] {
  const columns = values.map((_, index) => column(index));
  const map: PlannedMap = { name: 'counts', shape: 'count', plan: 0, label: '', columns, keySize: 4 * values.length };
  const entries = [...tally(calls)].map(([argument, count]) =>
    entry(
      values.map((value) => value(argument)),
      count,
    ),
  );
  return countRows(map, entries);
}

const slotsOf = (calls: readonly number[]): readonly bigint[] =>
  slotCounts(
    [...tally(calls.map((value) => Math.floor(Math.log2(Math.max(value, 1)))))].map(([n, c]) => entry([n], c)),
  );

/** What was printed after each line with a time. */
const outputs = (file: string): readonly string[] =>
  readFileSync(`test/fixtures/argdist/${file}.txt`, 'utf8')
    .split(/^\[\d\d:\d\d:\d\d\]\n/m)
    .slice(1);

/** Three readings: the calls were made between the first and the second. */
function printed<T>(kind: SpecifierKind, line: string, readings: readonly T[], print: Printer<T>): readonly string[] {
  const specifier = parseSpecifier(line, kind);
  assert.ok(specifier.ok, JSON.stringify(specifier));
  return readings.map((reading) => print(specifier.value, reading));
}

type Specifier = Parameters<typeof printCounts>[0];
type Printer<T> = (specifier: Specifier, reading: T) => string;

const maximum = 't:syscalls:sys_enter_sched_get_priority_max()';
const minimum = 't:syscalls:sys_enter_sched_get_priority_min()';
const same = (value: number): number => value;

describe('what argdist itself printed of known calls', () => {
  const noSlots = slotsOf([]);

  it('is what we print: a histogram of each interval', () => {
    const all = slotsOf(maximums);
    const readings = [noSlots, slotDifference(noSlots, all), slotDifference(all, all)];
    assert.deepEqual(
      printed('histogram', `${maximum}:int:args->policy`, readings, printHistogram),
      outputs('histogram'),
    );
  });

  it('is what we print: a histogram since the start, with a filter and a label', () => {
    const above = slotsOf(maximums.filter((policy) => policy > 3));
    const line = `${maximum}:u64:args->policy:args->policy>3#policies above 3`;
    assert.deepEqual(
      printed('histogram', line, [noSlots, above, above], printHistogram),
      outputs('histogram-filtered'),
    );
  });

  it('is what we print: counts of each interval', () => {
    const all = rowsOf(minimums, same);
    const readings = [[], difference([], all), difference(all, all)];
    assert.deepEqual(printed('count', `${minimum}:int:args->policy`, readings, printCounts), outputs('count'));
  });

  it('is what we print: the greatest counts since the start, with a label', () => {
    const all = rowsOf(minimums, same);
    const top: Printer<readonly CountRow[]> = (specifier, rows) => printCounts(specifier, rows, 2);
    const line = `${minimum}:int:args->policy#policies`;
    assert.deepEqual(printed('count', line, [[], all, all], top), outputs('count-cumulative'));
  });

  it('is what we print: counts by two values', () => {
    const all = rowsOf(minimums, same, (policy) => policy + 1);
    const line = `${minimum}:int,u32:args->policy,args->policy+1`;
    assert.deepEqual(printed('count', line, [[], all, []], printCounts), outputs('count-two-values'));
  });
});

describe('a difference between two readings', () => {
  it('is what came, and nothing of what stayed', () => {
    const before = rowsOf([1, 1, 2], same);
    const after = rowsOf([1, 1, 1, 2, 5], same);
    const came = difference(before, after).map(({ values, count }) => [values[0], count]);
    assert.deepEqual(came, [
      [1n, 1n],
      [5n, 1n],
    ]);
  });

  it('is all of it where the count began anew', () => {
    const came = difference(rowsOf([1, 1, 1], same), rowsOf([1], same));
    assert.equal(came[0]?.count, 1n);
    assert.equal(slotDifference(slotsOf([1, 1, 1]), slotsOf([1]))[0], 1n);
  });
});
