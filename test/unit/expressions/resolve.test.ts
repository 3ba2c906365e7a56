import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseExpression } from '../../../core/expressions/parse';
import { resolveExpression, resolveInteger } from '../../../core/expressions/resolve';
import { tokensOf } from '../../../core/expressions/tokens';
import type { Expression } from '../../../core/expressions/types';
import { integerType } from '../../../core/expressions/value-types';
import type { Tracepoint } from '../../../core/formats/types';
import { realTracepoint, tracepointWith } from '../formats/support';

const openat = realTracepoint('debian12-6.1', 'syscalls/sys_enter_openat');
const record = tracepointWith('c/e', [
  'int signed_one @8:4:1',
  'u8 byte @12:1',
  'u64 wide @16:8',
  'char comm[16] @24:16',
  '__data_loc char[] name @40:4',
  '__data_loc u8[] blob @44:4',
  'unsigned long args[6] @48:48',
  'void * address @96:8',
  'const char * text @104:8',
  'struct x thing @112:24',
  'bool flag @136:1',
]);

/** Every operation in brackets, so that precedence shows. */
function shape(expression: Expression): string {
  switch (expression.kind) {
    case 'integer':
      return expression.text;
    case 'character':
      return `'${expression.text}'`;
    case 'string':
      return `"${expression.text}"`;
    case 'variable':
      return expression.name;
    case 'field':
      return expression.name + (expression.index === undefined ? '' : `[${expression.index}]`);
    case 'unary':
      return `[${expression.operator}${shape(expression.operand)}]`;
    case 'cast':
      return `[(${expression.type})${shape(expression.operand)}]`;
    case 'binary':
      return `[${shape(expression.left)}${expression.operator}${shape(expression.right)}]`;
    case 'conditional':
      return `[${shape(expression.condition)}?${shape(expression.yes)}:${shape(expression.no)}]`;
  }
}

const trees: readonly (readonly [text: string, expected: string])[] = [
  ['args->nr_sector', 'nr_sector'],
  ['nr_sector', 'nr_sector'],
  [' ctx -> a ', 'a'],
  ['a + b * c', '[a+[b*c]]'],
  ['a - b - c', '[[a-b]-c]'],
  ['(a - (b))', '[a-b]'],
  ['a ? b : c ? d : e', '[a?b:[c?d:e]]'],
  ['a || b && c | d ^ e & f == g < h << i', '[a||[b&&[c|[d^[e&[f==[g<[h<<i]]]]]]]]'],
  ['!-~+a', '[![-[~[+a]]]]'],
  ['(u32)a + (unsigned long long int)-b', '[[(u32)a]+[(unsigned long long int)[-b]]]'],
  ['(char *)a', '[(char *)a]'],
  ['(a) - 1', '[a-1]'],
  ['args->args[1] == 0x1fUL', '[args[1]==0x1fUL]'],
  ['args', 'args'],
  ["'a' != '\\n'", "['a'!='\\n']"],
  ['$COMM == "b\\"c"', '[$COMM=="b\\"c"]'],
];

const problems: readonly (readonly [text: string, start: number, end: number, expected: RegExp])[] = [
  ['', 0, 0, /ends too early/],
  ['a +', 3, 3, /ends too early/],
  ['(a', 0, 1, /“\(” is not closed/],
  ['a)', 1, 2, /“\)” is not expected/],
  ['a b', 2, 3, /“b” is not expected/],
  ['a ? b', 2, 3, /“\?” needs a “:”/],
  ['x = 1', 2, 3, /“=” is not expected/],
  ['$FOO', 0, 4, /“\$FOO” is not known.*\$PID, \$TID, \$COMM, \$CPU/],
  ['$retval', 0, 7, /not known for tracepoints/],
  ['09', 0, 2, /no integer of C/],
  ['1.5', 1, 2, /“\.” is not expected/],
  ['1x', 0, 2, /no integer of C/],
  ['"abc', 0, 4, /closing quote is missing/],
  ['f(1)', 0, 1, /Functions cannot be called/],
  ['STRCMP("a", b)', 0, 6, /STRCMP is not needed/],
  ['a->b->c', 0, 1, /“a->” cannot be followed/],
  ['args->b->c', 7, 9, /cannot be followed here/],
  ['args->', 6, 6, /name of a field is expected/],
  ['args->x[i]', 8, 9, /plain number/],
  ['(struct x)a', 1, 9, /“struct x” is no type|is no type/],
  ['a, b', 1, 2, /“,” is not expected/],
  ['a 🙂', 2, 3, /is not expected/],
];

describe('expressions', () => {
  for (const [text, expected] of trees) {
    it(text, () => {
      const parsed = parseExpression(text);
      assert.ok(parsed.ok, JSON.stringify(parsed));
      assert.equal(shape(parsed.value), expected);
    });
  }

  for (const [text, start, end, expected] of problems) {
    it(`no expression: ${text}`, () => {
      const parsed = parseExpression(text);
      assert.ok(!parsed.ok);
      assert.deepEqual([parsed.error.start, parsed.error.end], [start, end]);
      assert.match(parsed.error.message, expected);
    });
  }

  it('have bounded depth and length', () => {
    for (const text of ['('.repeat(400) + 'a' + ')'.repeat(400), '-'.repeat(900), 'a ? '.repeat(200)]) {
      const parsed = parseExpression(text);
      assert.ok(!parsed.ok && /nested|early/.test(parsed.error.message), JSON.stringify(parsed));
    }
    assert.ok(parseExpression(`1${'+1'.repeat(500)}`).ok);
    const long = parseExpression('a'.repeat(2000));
    assert.ok(!long.ok && /1024 characters/.test(long.error.message));
  });

  it('are read whatever they are', () => {
    const pieces = fc.constantFrom(
      ...'args -> field signed_one byte wide comm name args [1] ( ) + - * / % ! ~ < << == != && || ? : 1 0x2 09 "a" " \' \'a\' $PID $COMM $ (u8) (char *) , 🙂 \\'.split(
        ' ',
      ),
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 40 }).map((list) => list.join(' ')),
    );
    fc.assert(
      fc.property(text, (one) => {
        const tokens = tokensOf(one);
        assert.ok(
          tokens.every((token, index) => token.start >= (tokens[index - 1]?.end ?? 0) && token.end <= one.length),
        );
        for (const tracepoint of [record, openat]) {
          for (const result of [resolveExpression(one, tracepoint), resolveInteger(one, tracepoint)]) {
            if (result.ok) continue;
            assert.ok(result.error.length > 0);
            assert.ok(result.error.every(({ start, end }) => start >= 0 && start <= end && end <= one.length));
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});

/** `s32`, `u64`, `text array`, or the first problem with what it is about. */
function type(text: string, tracepoint: Tracepoint): string {
  const resolved = resolveExpression(text, tracepoint);
  if (!resolved.ok) {
    const [first] = resolved.error;
    assert.ok(first);
    return `${text.slice(first.start, first.end)}: ${first.message}`;
  }
  if (resolved.value.kind === 'text') return `text ${resolved.value.place}`;
  const { bytes, signed } = resolved.value.integer.type;
  return `${signed ? 's' : 'u'}${bytes * 8}`;
}

const types: readonly (readonly [text: string, tracepoint: Tracepoint, expected: string | RegExp])[] = [
  ['signed_one', record, 's32'],
  ['byte', record, 'u8'],
  ['byte + byte', record, 's32'],
  ['signed_one + wide', record, 'u64'],
  ['(u8)wide', record, 'u8'],
  ['-byte', record, 's32'],
  ['byte ? wide : 1', record, 'u64'],
  ['wide == 1', record, 's32'],
  ['signed_one << 40ULL', record, /^40ULL: A value of 32 bits is shifted by 31/],
  ['wide << 40ULL', record, 'u64'],
  ['1 << signed_one', record, 's32'],
  ['4294967295', record, 's64'],
  ['0xffffffff', record, 'u32'],
  ['18446744073709551615', record, 'u64'],
  ['18446744073709551616', record, /more than 64 bits/],
  ['wide / 0', record, /^0: Nothing is divided by 0/],
  ['args[5]', record, 'u64'],
  ['args[6]', record, /^args\[6\]: “args” has 6 elements/],
  ['args', record, /^args: “args” is an array: choose an element/],
  ['byte[0]', record, /is no array/],
  ['comm', record, 'text array'],
  ['name', record, 'text dynamic'],
  ['__data_loc_name', record, 'text dynamic'],
  ['args->data_loc_name', record, 'text dynamic'],
  ['text', record, 'text kernel'],
  ['text == 0', record, 's32'],
  ['(char *)address', record, 'text kernel'],
  ['(char *)wide', record, 'text kernel'],
  ['(char *)byte', record, /Only a field that holds an address/],
  ['address', record, 'u64'],
  ['blob', record, /^blob: “blob” holds data of varying length/],
  ['thing', record, /^thing: “thing” is no integer: struct x, 24 bytes/],
  ['comm + 1', record, /^comm: “comm” is a text/],
  ['comm < "a"', record, /^comm: “comm” is a text/],
  ['comm == name', record, 's32'],
  ['"a" == comm', record, 's32'],
  ['"a" == "a"', record, /Two texts in quotes/],
  ['"a"', record, /no value by itself/],
  ['comm == "0123456789abcdefg"', record, /^"0123456789abcdefg": comm has 16 bytes at most/],
  ['$COMM == "0123456789abcdef"', record, /A command’s name has 15 bytes at most/],
  ['comm == "a\\0b"', record, /first zero byte/],
  ['name == "' + 'x'.repeat(129) + '"', record, /128 bytes at most/],
  ["'ä'", record, /one character of ASCII/],
  ['$COMM', record, 'text task'],
  ['$PID', record, 'u32'],
  ['byt', record, /^byt: “byt” is no field of c\/e\. Is “byte” meant\?/],
  ['qqqqqq', record, /^qqqqqq: “qqqqqq” is no field of c\/e\. It has signed_one, byte/],
  ['common_pid', record, /^common_pid: .*\$PID, \$TID and \$COMM/],
  ['dfd', openat, 's32'],
  ['flags', openat, 's32'],
  ['mode', openat, 'u16'],
  ['filename', openat, 'text user'],
  ['__syscall_nr', openat, 's32'],
];

describe('types of expressions', () => {
  for (const [text, tracepoint, expected] of types) {
    it(text.slice(0, 40), () => {
      if (typeof expected === 'string') assert.equal(type(text, tracepoint), expected);
      else assert.match(type(text, tracepoint), expected);
    });
  }

  it('says all that is wrong', () => {
    const resolved = resolveExpression('foo + bar', record);
    assert.ok(!resolved.ok);
    assert.deepEqual(
      resolved.error.map(({ start, end }) => [start, end]),
      [
        [0, 3],
        [6, 9],
      ],
    );
  });

  it('has the names that argdist’s users write', () => {
    const known: readonly (readonly [expected: string, names: readonly string[]])[] = [
      ['u8', ['u8', '__u8', 'uint8_t', 'unsigned char']],
      ['s8', ['s8', '__s8', 'int8_t', 'signed char']],
      ['s16', ['s16', 'short', 'short int']],
      ['u16', ['u16', 'umode_t', 'unsigned short']],
      ['s32', ['int', 's32', 'pid_t', 'signed']],
      ['u32', ['unsigned', 'u32', 'dev_t', 'gfp_t', 'uid_t', 'unsigned int']],
      ['s64', ['long', 's64', 'ssize_t', 'loff_t', 'long long']],
      ['u64', ['u64', 'size_t', 'sector_t', 'unsigned long', 'long unsigned int', 'unsigned  long long']],
    ];
    for (const [expected, names] of known) {
      for (const name of names) {
        const found = integerType(name);
        assert.ok(found, name);
        assert.equal(`${found.signed ? 's' : 'u'}${found.bytes * 8}`, expected, name);
      }
    }
    for (const name of ['float', 'void', 'struct x', 'long short', 'unsigned signed', 'char*', '', 'enum x']) {
      assert.equal(integerType(name), undefined, name);
    }
    assert.equal(integerType('bool')?.shown, 'bool');
    assert.equal(integerType('char')?.shown, 'char');
  });
});
