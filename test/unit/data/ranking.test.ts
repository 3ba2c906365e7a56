import assert from 'node:assert/strict';
import { growth, ranked } from '../../../core/data/ranking';

const rows = (...counts: number[]): { name: string; count: number }[] =>
  counts.map((count, index) => ({ name: String.fromCharCode(97 + index), count }));

describe('a ranking of counts', () => {
  it('has the greatest first, equal ones in their order, and says what is left', () => {
    const { first, left } = ranked(rows(1, 7, 3, 7, 2), ({ count }) => count, 3);
    assert.deepEqual(
      first.map(({ row, count }) => [row.name, count]),
      [
        ['b', 7],
        ['d', 7],
        ['c', 3],
      ],
    );
    assert.deepEqual(left, { rows: 2, count: 3 });
  });

  it('leaves out what counted nothing, or is no number', () => {
    const { first, left } = ranked(rows(0, 4, Number.NaN, -1), ({ count }) => count, 10);
    assert.deepEqual(
      first.map(({ row }) => row.name),
      ['b'],
    );
    assert.deepEqual(left, { rows: 0, count: 0 });
  });

  it('knows how much a count grew, also where the map was emptied between', () => {
    assert.equal(growth(3n, 10n), 7n);
    assert.equal(growth(3, 10), 7);
    assert.equal(growth(3n, 10), 7);
    assert.equal(growth(10n, 4n), 4n);
  });
});
