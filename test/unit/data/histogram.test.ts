import assert from 'node:assert/strict';
import { mapTypes, readObjectTypes } from '../../../core/btf/values/object';
import { bars, countsByKey, findHistogram, slotLabel, type MapFacts } from '../../../core/data/histogram';
import { mapColumns, mapRows, type MapLayout } from '../../../core/data/map-table';
import { compile, mapOf } from '../btf/values/compiled';

interface Case extends Partial<MapFacts> {
  readonly key?: string;
  readonly value?: string;
  /** Bytes of a value. */
  readonly size?: number;
  /** Counts by key, of the first 8 bytes of each value. */
  readonly counts: readonly number[];
  readonly is: 'keys' | 'slots' | undefined;
}

const hill = [0, 0, 0, 0, 3, 10, 40, 55, 20, 4, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const softirqs = [1, 900, 3, 40, 0, 0, 17, 800, 0, 12];
const slotsValue = 'struct { __u64 n; __u32 slots[27]; char comm[16]; }';

const cases: Readonly<Record<string, Case>> = {
  'an array of a histogram’s length with a hill': { counts: hill, is: 'keys' },
  'a hash that has only the slots that count': {
    kind: 'hash',
    maxEntries: 10240,
    counts: hill.slice(0, 12),
    is: 'keys',
  },
  'an array that is called so, whatever it counts': {
    name: 'lat_hist',
    maxEntries: 8,
    counts: [5, 0, 0, 9],
    is: 'keys',
  },
  'slots in a struct': { value: slotsValue, size: 136, counts: [1], is: 'slots' },
  'slots by themselves': { name: 'hists', value: 'struct { __u64 slots[20]; }', size: 160, counts: [1], is: 'slots' },
  'an array that is too short, with a hill': {
    maxEntries: 10,
    counts: [0, 3, 10, 40, 20, 4, 0, 0, 0, 0],
    is: undefined,
  },
  'counts by softirq': { maxEntries: 10, counts: softirqs, is: undefined },
  'counts by system call, in an array': { maxEntries: 512, counts: [...hill, 2, 90], is: undefined },
  'counts by CPU of a machine with 32': {
    maxEntries: 32,
    counts: Array.from({ length: 32 }, (_, cpu) => 100 + cpu),
    is: undefined,
  },
  'counts by reason, here and there': {
    maxEntries: 64,
    counts: [4, 0, 0, 0, 90, 0, 0, 1, 0, 0, 0, 500],
    is: undefined,
  },
  'counts by pid': {
    kind: 'hash',
    maxEntries: 1024,
    counts: [...Array.from({ length: 100 }, () => 0), 5, 6, 7],
    is: undefined,
  },
  'one counter': { maxEntries: 1, counts: [123456], is: undefined },
  'an empty array': { maxEntries: 27, counts: Array.from({ length: 27 }, () => 0), is: undefined },
  'a signed value below zero': { value: '__s64', maxEntries: 27, counts: [-1, ...hill.slice(1)], is: undefined },
  'a key of two members': { key: 'struct { __u16 a; __u16 b; }', maxEntries: 27, counts: hill, is: undefined },
  'a value of two members': {
    value: 'struct { __u64 n; __u64 sum; }',
    size: 16,
    maxEntries: 27,
    counts: hill,
    is: undefined,
  },
  'a name that only begins like one': { name: 'history', maxEntries: 8, counts: [5, 0, 0, 9], is: undefined },
  'a text that is called so': { value: 'struct { __u64 n; char slots[32]; }', size: 40, counts: [1], is: undefined },
  'an array of three that is called so': { value: 'struct { __u64 slots[3]; }', size: 24, counts: [1], is: undefined },
};

function prepared({
  key = '__u32',
  value = '__u64',
  size = 8,
  counts,
}: Case): readonly [MapLayout, Uint8Array, Uint8Array] {
  const object = readObjectTypes(compile(mapOf(key, value)));
  const layout = { ...mapTypes(object, { name: 'counts', keySize: 4, valueSize: size }), keySize: 4, valueSize: size };
  assert.equal(layout.guessed, false);
  const keys = new DataView(new ArrayBuffer(4 * counts.length));
  const values = new DataView(new ArrayBuffer(size * counts.length));
  counts.forEach((count, slot) => {
    keys.setUint32(4 * slot, slot, true);
    values.setBigInt64(size * slot, BigInt(count), true);
  });
  return [layout, new Uint8Array(keys.buffer), new Uint8Array(values.buffer)];
}

describe('histograms of powers of two', () => {
  for (const [what, each] of Object.entries(cases)) {
    it(`${what}: ${each.is ?? 'none'}`, () => {
      const [layout, keys, values] = prepared(each);
      // A hash has entries only for what was counted.
      const columns = mapColumns(layout, 1);
      const all = mapRows(layout, keys, values, 1);
      const rows = each.kind === 'hash' ? all.filter((row) => columns[1]?.read(row) !== 0n) : all;
      const { name = 'counts', kind = 'array', maxEntries = 27 } = each;
      assert.equal(findHistogram({ name, kind, maxEntries }, columns, rows)?.kind, each.is);
    });
  }

  it('a histogram among the variables', () => {
    const object = readObjectTypes(
      compile('__u32 hist[27]; __u32 other[27]; SEC("tp/a/b") int f(void *ctx) { return hist[3]++ + other[4]++; }'),
    );
    const layout = { ...mapTypes(object, { name: '.bss', keySize: 4, valueSize: 216 }), keySize: 4, valueSize: 216 };
    const rows = mapRows(layout, new Uint8Array(4), new Uint8Array(216), 1);
    assert.equal(
      findHistogram({ name: '.bss', kind: 'array', maxEntries: 1 }, mapColumns(layout, 1), rows)?.kind,
      'slots',
    );
  });

  it('have their slots in order, whatever the order of the entries', () => {
    const [layout, keys, values] = prepared({ counts: [1, 2, 3], is: 'keys' });
    const rows = mapRows(layout, keys, values, 1).toReversed();
    assert.deepEqual(countsByKey({ key: 0, value: 1 }, mapColumns(layout, 1), rows), [1n, 2n, 3n]);
  });

  it('are shown from the first slot that counts to the last', () => {
    assert.deepEqual(bars([0, 0, 0, 5n, 0, 7n, 0]), [
      { label: '[8, 16)', count: 5 },
      { label: '[16, 32)', count: 0 },
      { label: '[32, 64)', count: 7 },
    ]);
    assert.deepEqual(bars([0, 0]), []);
  });

  it('are labelled as bcc and bpftrace do', () => {
    assert.deepEqual([0, 1, 9, 10, 20, 33, 63].map(slotLabel), [
      '[0, 2)',
      '[2, 4)',
      '[512, 1K)',
      '[1K, 2K)',
      '[1M, 2M)',
      '[8G, 16G)',
      '[8E, 16E)',
    ]);
  });
});
