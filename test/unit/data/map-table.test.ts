import assert from 'node:assert/strict';
import { mapTypes, readObjectTypes } from '../../../core/btf/values/object';
import { mapColumns, mapRows, type MapLayout } from '../../../core/data/map-table';
import { compile, mapOf } from '../btf/values/compiled';

function layoutOf(key: string, keySize: number, value: string, valueSize: number): MapLayout {
  const object = readObjectTypes(compile(mapOf(key, value)));
  return { ...mapTypes(object, { name: 'counts', keySize, valueSize }), keySize, valueSize };
}

/** Names of the columns, and the cells of each row. */
function table(layout: MapLayout, keys: readonly number[], values: readonly number[], cpus = 1): unknown {
  const columns = mapColumns(layout, cpus);
  const rows = mapRows(layout, Uint8Array.from(keys), Uint8Array.from(values), cpus);
  return [columns.map(({ name }) => name), ...rows.map((row) => columns.map(({ read }) => read(row)))];
}

describe('a map as a table', () => {
  it('has a column for the key and one for the value', () => {
    const layout = layoutOf('__u16', 2, '__u32', 4);
    assert.deepEqual(table(layout, [1, 0, 2, 0], [7, 0, 0, 0, 0, 1, 0, 0]), [
      ['key', 'value'],
      [1, 7],
      [2, 256],
    ]);
  });

  it('has the members of structs', () => {
    const layout = layoutOf('struct { __u16 pid; char comm[4]; }', 6, 'struct { __u64 n; }', 8);
    assert.deepEqual(table(layout, [1, 0, 97, 98, 0, 9], [7, 0, 0, 0, 0, 0, 0, 0]), [
      ['pid', 'comm', 'n'],
      [1, 'ab', 7n],
    ]);
  });

  it('sums what each CPU has, from values padded to 8 bytes', () => {
    const layout = layoutOf('__u8', 1, 'struct { __u32 n; _Bool on; }', 8);
    assert.deepEqual(table(layout, [3], [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0], 2), [
      ['key', 'n (sum)', 'n (CPU 0)', 'n (CPU 1)', 'on (CPU 0)', 'on (CPU 1)'],
      [3, 3, 1, 2, 'false', 'true'],
    ]);
    const small = layoutOf('__u8', 1, '__u32', 4);
    const values = [1, 0, 0, 0, 9, 9, 9, 9, 2, 0, 0, 0, 9, 9, 9, 9];
    assert.deepEqual(table(small, [3], values, 2), [
      ['key', 'value (sum)', 'value (CPU 0)', 'value (CPU 1)'],
      [3, 3, 1, 2],
    ]);
  });

  it('sums 64-bit numbers exactly', () => {
    const layout = layoutOf('__u8', 1, '__u64', 8);
    const most = [255, 255, 255, 255, 255, 255, 255, 255];
    assert.deepEqual((table(layout, [0], [...most, ...most], 2) as unknown[][])[1]?.[1], 2n * (2n ** 64n - 1n));
  });

  it('sums slots, and leaves single CPUs out where there are too many', () => {
    const layout = layoutOf('__u8', 1, '__u32 [2]', 8);
    const columns = mapColumns(layout, 2);
    const [row] = mapRows(
      layout,
      Uint8Array.from([0]),
      Uint8Array.from([1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0]),
      2,
    );
    assert.ok(row);
    assert.deepEqual(
      [columns[1]?.name, columns[1]?.read(row), columns[1]?.list?.(row)],
      ['value (sum)', '[4, 6]', [4, 6]],
    );
    assert.deepEqual(
      mapColumns(layoutOf('__u8', 1, '__u64', 8), 200).map(({ name }) => name),
      ['key', 'value (sum)'],
    );
  });

  it('has a row for each variable of .bss', () => {
    const object = readObjectTypes(
      compile('int hits; __u64 total[2]; SEC("tp/a/b") int f(void *ctx) { hits++; return total[0]++; }'),
    );
    const layout = { ...mapTypes(object, { name: '.bss', keySize: 4, valueSize: 24 }), keySize: 4, valueSize: 24 };
    const values = new Uint8Array(24);
    const places =
      layout.value.kind === 'struct' ? layout.value.members.map(({ name, offset }) => [name, offset] as const) : [];
    for (const [name, offset] of places) values[offset] = name === 'hits' ? 5 : 6;
    const rows = table(layout, [0, 0, 0, 0], [...values]) as unknown[][];
    assert.deepEqual(rows[0], ['variable', 'type', 'value']);
    assert.deepEqual(
      new Set(rows.slice(1)),
      new Set([
        ['hits', 'int', 5],
        ['total', '__u64[2]', '[6, 0]'],
      ]),
    );
  });

  it('leaves out an entry that is not whole', () => {
    const layout = layoutOf('__u16', 2, '__u32', 4);
    assert.equal((table(layout, [1, 0, 2], [7, 0, 0, 0, 0, 1, 0, 0]) as unknown[]).length, 2);
    assert.equal((table(layout, [1, 0, 2, 0], [7, 0, 0, 0, 0]) as unknown[]).length, 2);
    assert.equal((table(layout, [], []) as unknown[]).length, 1);
  });
});
