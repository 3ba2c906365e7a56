import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { printCounts, printHistogram, printTime } from '../../../core/argdist/print';
import type { KeyValue } from '../../../core/argdist/rows';
import { parseSpecifier } from '../../../core/argdist/specifier';

interface Case {
  readonly kind: 'count' | 'histogram';
  readonly line: string;
  readonly top?: number;
  readonly rows?: readonly {
    readonly values: readonly (readonly [string, string | number | readonly number[]])[];
    readonly count: number;
  }[];
  readonly slots?: readonly number[];
}

const recorded = (name: string): unknown => JSON.parse(readFileSync(`test/fixtures/argdist/${name}.json`, 'utf8'));

const cases = recorded('cases') as readonly Case[];
const expected = recorded('expected') as readonly string[];

function keyValue([kind, data]: readonly [string, string | number | readonly number[]]): KeyValue {
  if (Array.isArray(data)) return Uint8Array.from(data as readonly number[]);
  const value = BigInt(data as string | number);
  return kind === 'bool' ? value !== 0n : value;
}

describe('printing as argdist does', () => {
  cases.forEach(({ kind, line, top, rows = [], slots = [] }, index) => {
    it(`${kind} ${line} (${index + 1})`, () => {
      const specifier = parseSpecifier(line, kind);
      assert.ok(specifier.ok, JSON.stringify(specifier));
      const printed =
        kind === 'count'
          ? printCounts(
              specifier.value,
              rows.map(({ values, count }, id) => ({
                id: String(id),
                values: values.map(keyValue),
                count: BigInt(count),
              })),
              top,
            )
          : printHistogram(specifier.value, slots);
      assert.equal(printed, expected[index]);
    });
  });

  it('has them all', () => {
    assert.equal(cases.length, expected.length);
    assert.ok(cases.length >= 18);
  });

  it('says the time', () => {
    assert.equal(printTime(new Date(2024, 1, 3, 4, 5, 6)), '[04:05:06]\n');
  });
});
