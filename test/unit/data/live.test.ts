import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EventCounter } from '../../../core/data/event-totals';
import { inPlace, perSecond, sorted } from '../../../core/data/order';
import { packRecords, unpackRecords } from '../../../core/data/records';
import { Ring } from '../../../core/data/ring';

describe('the order of a live table', () => {
  const rows = (...ids: readonly string[]): { id: string }[] => ids.map((id) => ({ id }));

  it('keeps rows where they were, leaves out those that are gone, and appends new ones', () => {
    const now = new Map(rows('d', 'a', 'b').map((row) => [row.id, row]));
    assert.deepEqual(inPlace(rows('b', 'c', 'a'), now), rows('b', 'a', 'd'));
  });

  it('sorts numbers by value, beyond what a double tells apart, and texts as people do', () => {
    const big = 2n ** 60n;
    const by = (values: readonly (number | bigint | string)[], descending = false): unknown =>
      sorted(values, { read: (value) => value, descending });
    assert.deepEqual(by([big + 1n, big, 3]), [3, big, big + 1n]);
    assert.deepEqual(by([10, 9, -1], true), [10, 9, -1]);
    assert.deepEqual(by(['cpu10', 'cpu9', 'Cpu1']), ['Cpu1', 'cpu9', 'cpu10']);
    assert.deepEqual(by(['x', 5]), [5, 'x']);
  });

  it('leaves equal rows in the order they had, either way', () => {
    const list = ['a1', 'b1', 'a2', 'b2'];
    const read = (text: string): string => text.charAt(0);
    assert.deepEqual(sorted(list, { read, descending: true }), ['b1', 'b2', 'a1', 'a2']);
    assert.deepEqual(sorted(list, { read, descending: false }), ['a1', 'a2', 'b1', 'b2']);
  });

  it('tells what changed a second', () => {
    assert.equal(perSecond(10, 30, 500), 40);
    assert.equal(perSecond(2n ** 63n, 2n ** 63n + 5n, 1000), 5);
    assert.equal(perSecond(30, 10, 1000), -20);
    assert.deepEqual(
      [perSecond(undefined, 1, 1000), perSecond(1, 2, 0), perSecond('a', 'b', 1000)],
      [undefined, undefined, undefined],
    );
  });
});

describe('records in one piece', () => {
  it('come out as they went in', () => {
    const record = fc.record({ cpu: fc.integer({ min: -1, max: 4096 }), data: fc.uint8Array({ maxLength: 40 }) });
    fc.assert(
      fc.property(fc.array(record), (records) => {
        const read = unpackRecords(packRecords(records)).map(({ cpu, data }) => ({ cpu, data: [...data] }));
        assert.deepEqual(
          read,
          records.map(({ cpu, data }) => ({ cpu, data: [...data] })),
        );
      }),
    );
  });

  it('end where the bytes do', () => {
    const bytes = packRecords([
      { cpu: 1, data: new Uint8Array(8) },
      { cpu: 2, data: new Uint8Array(8) },
    ]);
    for (let length = 0; length < bytes.length; length++) {
      assert.equal(unpackRecords(bytes.subarray(0, length)).length, length < 16 ? 0 : 1);
    }
  });
});

describe('a ring', () => {
  it('holds the last so many, the oldest first', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 7 }), (items, capacity) => {
        const ring = new Ring<number>(capacity);
        for (const item of items) ring.push(item);
        const held = Array.from({ length: ring.length }, (_, index) => ring.at(index));
        assert.deepEqual(held, items.slice(-capacity));
        assert.deepEqual([ring.at(-1), ring.at(ring.length)], [undefined, undefined]);
      }),
    );
  });

  it('is empty when cleared', () => {
    const ring = new Ring<number>(2);
    ring.push(1);
    ring.clear();
    assert.deepEqual([ring.length, ring.at(0)], [0, undefined]);
  });
});

describe('the totals of a buffer', () => {
  const second = 1e9;

  it('count what came, what was lost, what is not shown', () => {
    const counter = new EventCounter();
    counter.add({ time: second, count: 100, lost: 0, full: false });
    counter.add({ time: 2 * second, count: 50, lost: 7, full: true });
    counter.show(30);
    const { events, lost, timesFull, notShown } = counter.totals();
    assert.deepEqual({ events, lost, timesFull, notShown }, { events: 150, lost: 7, timesFull: 1, notShown: 120 });
  });

  it('tell the rate of the last second', () => {
    const counter = new EventCounter();
    assert.equal(counter.totals().perSecond, 0);
    for (let tenth = 0; tenth <= 50; tenth++) {
      counter.add({ time: (tenth * second) / 10, count: tenth < 40 ? 1 : 100, lost: 0, full: false });
    }
    assert.equal(Math.round(counter.totals().perSecond), 1000);
  });
});
