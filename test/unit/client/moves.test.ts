import assert from 'node:assert/strict';
import { lineShift, type Edit } from '../../../client/verifier/moves';

const edit = (from: [number, number], to: [number, number], text: string): Edit => ({
  range: { start: { line: from[0], character: from[1] }, end: { line: to[0], character: to[1] } },
  text,
});

describe('a place after an edit', () => {
  /** The place is on lines 10 and 11. */
  const cases: readonly (readonly [what: string, Edit, number | undefined])[] = [
    ['below', edit([12, 0], [14, 0], ''), 0],
    ['above, within a line', edit([9, 3], [9, 5], 'xyz'), 0],
    ['above, one line more', edit([9, 3], [9, 3], '\n'), 1],
    ['above, two lines fewer', edit([3, 0], [5, 0], ''), -2],
    ['the lines right above it go', edit([8, 0], [10, 0], ''), -2],
    ['a line put in right above it', edit([10, 0], [10, 0], 'int x;\n'), 1],
    ['its own first character', edit([10, 0], [10, 0], 'x'), undefined],
    ['deleted at its beginning', edit([10, 0], [10, 1], ''), undefined],
    ['its line is joined to the one above', edit([9, 8], [10, 0], ''), undefined],
    ['within it', edit([11, 4], [11, 6], ''), undefined],
    ['across its beginning', edit([9, 0], [10, 2], ''), undefined],
    ['across its end', edit([11, 2], [13, 0], '\n'), undefined],
    ['all of it', edit([0, 0], [40, 0], 'all new'), undefined],
  ];
  for (const [what, change, shift] of cases)
    it(`${what}: ${shift ?? 'gone'}`, () => {
      assert.equal(lineShift(change, 10, 11), shift);
    });
});
