import assert from 'node:assert/strict';
import { MapModel } from '../../../client/panels/map-model';
import type { MapData } from '../../../client/panels/messages';
import { mapTypes, readObjectTypes } from '../../../core/btf/values/object';
import type { MapLayout } from '../../../core/data/map-table';
import { compile, mapOf } from '../btf/values/compiled';

const object = readObjectTypes(compile(mapOf('__u32', '__u64')));
const layout: MapLayout = {
  ...mapTypes(object, { name: 'counts', keySize: 4, valueSize: 8 }),
  keySize: 4,
  valueSize: 8,
};

/** A reading at `time` ms: values by key. */
function reading(time: number, counts: Readonly<Record<number, number>>): MapData {
  const pairs = Object.entries(counts);
  const keys = new DataView(new ArrayBuffer(4 * pairs.length));
  const values = new DataView(new ArrayBuffer(8 * pairs.length));
  pairs.forEach(([key, value], index) => {
    keys.setUint32(4 * index, Number(key), true);
    values.setBigUint64(8 * index, BigInt(value), true);
  });
  const bytes = ({ buffer }: DataView): Uint8Array => new Uint8Array(buffer);
  return { type: 'map-data', time, cpus: 1, truncated: false, keys: bytes(keys), values: bytes(values) };
}

const shown = (model: MapModel): unknown[] => model.shown.map((row) => model.columns.map(({ read }) => read(row)));
const keys = (model: MapModel): unknown[] => model.shown.map((row) => model.columns[0]?.read(row));

describe('what a map’s page shows', () => {
  it('keeps rows in their places while values change, and has new ones last', () => {
    const model = new MapModel(layout);
    model.take(reading(0, { 5: 1, 7: 2, 9: 3 }));
    model.take(reading(1000, { 3: 9, 5: 10, 9: 1 }));
    assert.deepEqual(shown(model), [
      [5, 10n],
      [9, 1n],
      [3, 9n],
    ]);
  });

  it('sorts numbers greatest first, then the other way round', () => {
    const model = new MapModel(layout);
    model.take(reading(0, { 5: 1, 7: 20, 9: 3 }));
    model.sortBy('value.value');
    assert.deepEqual(keys(model), [7, 9, 5]);
    model.sortBy('value.value');
    assert.deepEqual(keys(model), [5, 9, 7]);
  });

  it('follows the values only where that is wanted', () => {
    const model = new MapModel(layout);
    model.take(reading(0, { 5: 1, 7: 2 }));
    model.sortBy('value.value');
    model.take(reading(1000, { 5: 100, 7: 2 }));
    assert.deepEqual(keys(model), [7, 5]);
    model.keepSorted = true;
    model.take(reading(2000, { 5: 100, 7: 2 }));
    assert.deepEqual(keys(model), [5, 7]);
  });

  it('leaves out rows whose value is all zeros, where that is wanted', () => {
    const model = new MapModel(layout);
    model.take(reading(0, { 5: 0, 7: 256, 9: 0 }));
    assert.deepEqual(keys(model), [5, 7, 9]);
    model.setHideZeros(true);
    assert.deepEqual(keys(model), [7]);
    model.take(reading(500, { 5: 0, 7: 256, 9: 1 }));
    assert.deepEqual(keys(model), [7, 9]);
    model.setFilter('256');
    assert.deepEqual(keys(model), [7]);
  });

  it('has rates beside the numbers, none for a row that is new', () => {
    const model = new MapModel(layout);
    model.setRates(true);
    model.take(reading(0, { 5: 10 }));
    model.take(reading(500, { 5: 30, 7: 2 }));
    assert.deepEqual(
      model.columns.map(({ name }) => name),
      ['key', 'value', 'value/s'],
    );
    assert.deepEqual(shown(model), [
      [5, 30n, 40],
      [7, 2n, undefined],
    ]);
  });

  it('ranks all counts, or what came since the reading before', () => {
    const model = new MapModel(layout);
    const counts = (): unknown[] =>
      model
        .ranking({ read: ({ value }) => value.getBigUint64(0, true) }, 2)
        .first.map(({ row, count }) => [model.keyText(row), count]);
    model.eachInterval = true;
    model.take(reading(0, { 5: 10, 7: 4 }));
    assert.deepEqual(counts(), [
      ['5', 10],
      ['7', 4],
    ]);
    model.take(reading(500, { 5: 11, 7: 4, 9: 3 }));
    assert.equal(model.interval, 500);
    assert.deepEqual(counts(), [
      ['9', 3],
      ['5', 1],
    ]);
    model.eachInterval = false;
    assert.deepEqual(counts(), [
      ['5', 11],
      ['7', 4],
    ]);
  });

  it('counts from nothing again when another object’s map is read', () => {
    const model = new MapModel(layout);
    const [, count] = model.columns;
    assert.ok(count);
    const first = (): unknown => model.ranking(count, 1).first.map(({ count: much }) => much);
    model.eachInterval = true;
    model.take(reading(0, { 5: 10 }));
    model.setLayout(layout);
    model.take(reading(500, { 5: 12 }));
    assert.deepEqual([first(), model.interval], [[12], 0]);
    model.take(reading(1000, { 5: 13 }));
    assert.deepEqual([first(), model.interval], [[1], 500]);
  });

  it('filters by any column’s text', () => {
    const model = new MapModel(layout);
    model.take(reading(0, { 5: 10, 105: 3, 7: 5 }));
    model.setFilter(' 5 ');
    assert.deepEqual(keys(model), [5, 7, 105]);
    model.setFilter('105');
    model.take(reading(1000, { 105: 3, 1059: 5 }));
    assert.deepEqual(keys(model), [105, 1059]);
    assert.equal(model.rows.length, 2);
  });

  it('takes 10,000 entries', () => {
    const model = new MapModel(layout);
    const counts = Object.fromEntries(Array.from({ length: 10_000 }, (_, key) => [key, key * 7]));
    model.take(reading(0, counts));
    model.sortBy('value.value');
    assert.deepEqual([model.shown.length, keys(model)[0]], [10_000, 9999]);
  });
});
