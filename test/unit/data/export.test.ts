import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Value } from '../../../core/btf/values/decode';
import { csvLine, jsonObject, jsonText } from '../../../core/data/export';

describe('CSV', () => {
  const cells: readonly (readonly [string, string])[] = [
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['=1+1', "'=1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['-rf', "'-rf"],
    ['+1', "'+1"],
    ['=a,"b"', `"'=a,""b"""`],
    [' padded', '" padded"'],
    ['', ''],
  ];
  for (const [cell, expected] of cells)
    it(JSON.stringify(cell), () => assert.equal(csvLine([cell]), `${expected}\r\n`));

  it('leaves numbers as they are, below zero and beyond a double', () => {
    assert.equal(csvLine([-1, 18446744073709551615n, 1.5]), '-1,18446744073709551615,1.5\r\n');
  });

  it('is read back by RFC 4180', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (texts) => {
        const read = parse(csvLine(texts));
        assert.deepEqual(
          read,
          texts.map((text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)),
        );
      }),
    );
  });
});

/** One line, by the grammar of RFC 4180. */
function parse(line: string): readonly string[] {
  const cells: string[] = [];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/y;
  for (let match = cell.exec(line); match; match = cell.exec(line)) {
    const [, text = ''] = match;
    cells.push(text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text);
    if (match[2] !== ',') break;
  }
  return cells;
}

describe('JSON', () => {
  const values: readonly (readonly [Value, unknown])[] = [
    [1, 1],
    [9007199254740991n, 9007199254740991],
    [18446744073709551615n, '18446744073709551615'],
    [Number.NaN, null],
    ['<b>"\u2028', '<b>"\u2028'],
    [true, true],
    [
      [1, [2n]],
      [1, [2]],
    ],
    [
      {
        members: [
          ['__proto__', 1],
          ['a', { members: [] }],
        ],
      },
      JSON.parse('{"__proto__":1,"a":{}}'),
    ],
  ];
  for (const [value, expected] of values)
    it(jsonText(value), () => assert.deepEqual(JSON.parse(jsonText(value)), expected));

  it('has a row as an object', () => assert.equal(jsonObject([['time', 1.5]]), '{"time":1.5}'));
});
