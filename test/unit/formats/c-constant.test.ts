import assert from 'node:assert/strict';
import { constantValue } from '../../../core/formats/c-constant';
import { printTokens } from '../../../core/formats/print-tokens';
import { compileErrors } from '../generate/clang';
import { shippedCaptures } from './support';

function valueOf(expression: string): bigint | undefined {
  const tokens = printTokens(expression);
  return constantValue(tokens, 0, tokens.length);
}

const constants = [
  '0',
  '42',
  '0x2A',
  '052',
  '0b101',
  '1UL << 3',
  '1ULL << 63',
  '(1 << 31)',
  '-1',
  '-1 < 0u',
  '-1L < 0u',
  '~0',
  '~0U',
  '~0UL',
  '!5',
  '!!5',
  '+7',
  "'A'",
  "'\\n'",
  '1 + 2 * 3 - 4 / 3 % 2',
  '10 - 3 - 2',
  '1 | 6 ^ 3 & 5',
  '1 << 2 + 1',
  '1 == 1 != 0',
  '3 > 2 && 2 >= 2 || 0',
  '1 ? 2 : 3',
  '0 ? 2 : 1 ? 4 : 5',
  '(unsigned long)(0x10)',
  '( unsigned long)(( gfp_t)((((1UL))) << (10)))',
  '(unsigned char)300',
  '(char)200',
  '(short)-1',
  '(unsigned)-1',
  '(int)-1 - 1',
  '-7 / 2',
  '-7 % 3',
  '-8 >> 1',
  '0xffffffff + 1',
  '2147483647 + 1L',
  '4294967295',
  '0x80000000',
  '9223372036854775807',
  '0xffffffffffffffff',
  'sizeof(u64) * 8',
  '(((0x00 | 0x01 | 0x40) + 1) << 1) - 1',
  '(((u64) (~(~(((1UL) << 12)-1)))) << (64 - 12))',
];

const noConstants = [
  '',
  '(',
  ')',
  '1 +',
  '1 2',
  '1 ? 2',
  'TCP_LISTEN',
  '1 << TCP_LISTEN',
  '(X) - 1',
  '1 / 0',
  '1 % 0',
  '1 << 32',
  '1 << -1',
  '1UL << 64',
  '1.5',
  '089',
  '0x',
  '99999999999999999999999',
  '"A"',
  "''",
  'f(1)',
  '1, 2',
  'a->b',
];

const typedefs =
  'typedef unsigned long long u64; typedef unsigned int u32; typedef unsigned int gfp_t; typedef int __kernel_rwf_t;\n';
const assertion = (expression: string): string =>
  `_Static_assert((unsigned long long)(${expression}) == ${BigInt.asUintN(64, valueOf(expression) ?? 77777n)}ULL, "");\n`;
// clang says of these, rightly, that nobody writes them so.
const quiet = ['parentheses', 'constant-logical-operand', 'shift-negative-value', 'shift-overflow', 'sign-compare']
  .map((warning) => `#pragma clang diagnostic ignored "-W${warning}"\n`)
  .join('');

describe('C constants', () => {
  it('have the value that clang gives them', () => {
    for (const expression of constants) assert.notEqual(valueOf(expression), undefined, expression);
    assert.equal(compileErrors(quiet + typedefs + constants.map(assertion).join('')), '');
  });

  it('are not made of what is none', () => {
    for (const expression of noConstants) assert.equal(valueOf(expression), undefined, expression);
  });

  it('of every format file that ships have the value that clang gives them', function () {
    this.timeout(60_000);
    const found = new Set<string>();
    for (const { text } of shippedCaptures()) {
      for (const [, expression = ''] of text.matchAll(/\{\s*([^{}"]+?),\s*"[^"]*"\s*\}/g)) {
        if (valueOf(expression) !== undefined) found.add(expression);
      }
    }
    assert.ok(found.size > 500, String(found.size));
    assert.equal(compileErrors(quiet + typedefs + [...found].map(assertion).join('')), '');
  });

  it('are given up where they are nested too deep', () => {
    assert.equal(valueOf(`${'('.repeat(20)}1${')'.repeat(20)}`), 1n);
    for (const opener of ['(', '-', '(int)', '1 + (', '1 ? 2 : ', '1 ? ']) {
      assert.equal(valueOf(opener.repeat(10_000)), undefined);
    }
    assert.equal(valueOf('1 ? 2 : '.repeat(10_000) + '1'), undefined);
  });
});
