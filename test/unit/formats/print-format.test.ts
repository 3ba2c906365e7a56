import assert from 'node:assert/strict';
import fc from 'fast-check';
import { indexCapture } from '../../../core/formats/kernel-index';
import { symbolicValues, type SymbolicValues } from '../../../core/formats/print-format';
import type { Tracepoint } from '../../../core/formats/types';
import { realTracepoint, shippedCaptures, tracepointWith } from './support';

const base = tracepointWith('a/b', [
  'unsigned int x @8:4',
  'unsigned long y @16:8',
  'u8 z[2] @24:2',
  '__data_loc char[] s @28:4',
]);
const printing = (printFormat: string): Tracepoint => ({ ...base, printFormat });

/** `x symbolic 0=A 1=B; y flags/ff 1=C`. */
function summary(tracepoint: Tracepoint): string {
  return [...symbolicValues(tracepoint)].map(([name, values]) => `${name} ${describeValues(values)}`).join('; ');
}

function describeValues({ kind, values, masked }: SymbolicValues): string {
  const mask = masked === undefined ? '' : `/${masked.toString(16)}`;
  const pairs = values.map(({ value, name, enumerator }) => `${value?.toString() ?? enumerator ?? '?'}=${name}`);
  return [`${kind}${mask}`, ...pairs].join(' ');
}

const formats: readonly (readonly [printFormat: string, expected: string])[] = [
  ['"%s", __print_symbolic(REC->x, {0,"A"}, { 1, "B" })', 'x symbolic 0=A 1=B'],
  ['"%s", __print_flags(REC->x, "|", {0x1,"A"}, {1UL << 3, "B"})', 'x flags 1=A 8=B'],
  ['"%s", __print_flags_u64(REC->y, "|", {1ULL << 63, "A"})', 'y flags 9223372036854775808=A'],
  ['"%s", __print_symbolic_u64(REC->y, {-1, "A"})', 'y symbolic -1=A'],
  ['"%s", __print_symbolic_str(REC->x, {1, "A"})', 'x symbolic 1=A'],
  ['"%s %s", __print_symbolic(REC->x, {0,"A"}), __print_flags(REC->y, "", {1,"C"})', 'x symbolic 0=A; y flags 1=C'],
  ['"%s", __print_flags(REC->x & ((((0x0 | 0x1 | 0x40) + 1) << 1) - 1), "|", {1,"S"})', 'x flags/83 1=S'],
  ['"%s", __print_flags((REC->x & 0xf), "|", {1,"S"})', 'x flags/f 1=S'],
  ['"%s", __print_flags(REC->x & ~0xffff, "|", {0x10000,"S"})', 'x flags/ffff0000 65536=S'],
  ['"%s", REC->x & 1 ? __print_flags(REC->x, "|", {1,"A"}) : "R"', 'x flags 1=A'],
  [
    '"%s", REC->y ? __print_symbolic(REC->x, {1,"A"}) : __print_symbolic(REC->x, {1,"A"}, {2,"B"})',
    'x symbolic 1=A 2=B',
  ],
  ['"%s", f(__print_symbolic(REC->x, {1,"A"}))', 'x symbolic 1=A'],
  ['"%s", __print_symbolic((int)(REC->x), {1,"A"})', 'x symbolic 1=A'],
  ['"%s", __print_symbolic(((unsigned long)((REC->x))), {1,"A"})', 'x symbolic 1=A'],
  ['"%s", __print_symbolic(REC->z[1], {1,"A"})', 'z symbolic 1=A'],
  [
    '"%s", __print_symbolic(REC->x, { TCP_LISTEN, "listen" }, { 1 << Y, "y" }, { 2, "B" })',
    'x symbolic TCP_LISTEN=listen ?=y 2=B',
  ],
  [
    '"%s", __print_symbolic(REC->x, {1, "a \\"b\\" \\\\ {}, )" }, {2, "c" "d"}, { -1, ((void *)0) })',
    'x symbolic 1=a "b" \\ {}, ) 2=cd',
  ],
  ['"__print_symbolic(REC->x, {1,2})"', ''],
  ['"%s", __print_symbolic((int)(REC->x >> 4), {1,"A"})', ''],
  ['"%s", __print_symbolic(REC->x & 0xf, {1,"A"})', ''],
  ['"%s", __print_symbolic((u8)REC->x, {1,"A"})', ''],
  ['"%s", __print_symbolic(REC->z, {1,"A"})', ''],
  ['"%s", __print_symbolic(REC->x[1], {1,"A"})', ''],
  ['"%s", __print_symbolic(REC->s, {1,"A"})', ''],
  ['"%s", __print_symbolic(REC->unknown, {1,"A"})', ''],
  ['"%s", __print_flags(1 << REC->x, "|", {1,"A"})', ''],
  ['"%s", __print_flags(REC->x & REC->y, "|", {1,"A"})', ''],
  ['"%s", __print_hex(REC->x, 4), __print_array(REC->z, 2, 1)', ''],
  ['"%s", __print_symbolic(REC->x)', ''],
  ['"%s", __print_symbolic(REC->x, {1,"A"}, {2,"B', 'x symbolic 1=A'],
  ['"%s", __print_symbolic(', ''],
];

describe('values from the print format', () => {
  for (const [printFormat, expected] of formats) {
    it(printFormat, () => {
      assert.equal(summary(printing(printFormat)), expected);
    });
  }

  it('are known of sched_switch’s states, with the bits that it looks at', () => {
    const values = symbolicValues(realTracepoint('debian12-6.1', 'sched/sched_switch')).get('prev_state');
    assert.ok(values);
    assert.equal(describeValues(values), 'flags/ff 1=S 2=D 4=T 8=t 16=X 32=Z 64=P 128=I');
  });

  it('are none for syscalls', () => {
    assert.equal(summary({ ...printing(formats[0]?.[0] ?? ''), kind: 'syscall-enter' }), '');
  });

  for (const [kernel, fields, values] of [
    ['debian12-6.1', 240, 3525],
    ['debian13-6.12', 359, 4640],
  ] as const) {
    it(`are found for ${fields} fields of ${kernel}`, () => {
      const text = shippedCaptures().find((capture) => capture.kernel === kernel)?.text ?? '';
      const index = indexCapture(text);
      const all = index.names.flatMap((name) => {
        const tracepoint = index.get(name);
        return tracepoint ? [...symbolicValues(tracepoint).values()] : [];
      });
      assert.deepEqual([all.length, all.flatMap((one) => one.values).length], [fields, values]);
    });
  }
});

const pieces = [
  '__print_flags(',
  '__print_symbolic(',
  'REC->x',
  '(',
  ')',
  '{',
  '}',
  ',',
  '"A"',
  '"',
  '& 1',
  '1 <<',
  '(u8)',
  '->',
  '[0]',
  '\\',
];
const nonsense = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), { maxLength: 60 });

describe('a damaged print format', function () {
  this.timeout(60_000);

  it('gives values with a name, of a field, or none', () => {
    const whole = formats.map(([printFormat]) => printFormat).join(', ');
    fc.assert(
      fc.property(nonsense, fc.nat(whole.length), fc.nat(whole.length), (middle, from, to) => {
        const text = whole.slice(0, from) + middle.join('') + whole.slice(to);
        for (const [name, { values, masked }] of symbolicValues(printing(text))) {
          assert.ok(['x', 'y', 'z'].includes(name) && values.length > 0);
          assert.ok(masked === undefined || (masked >= 0n && masked < 1n << 64n));
          for (const value of values) {
            assert.notEqual(value.name.trim(), '');
            if (value.value !== undefined) assert.ok(value.value >= -(1n << 63n) && value.value < 1n << 64n);
          }
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('made to be large comes to its end', () => {
    for (const piece of [...pieces, '__print_flags(REC->x, "|", {', '(((((', '__print_flags((((', '{1,"A"},']) {
      symbolicValues(printing(`"%s", __print_flags(${piece.repeat(100_000)}`));
      symbolicValues(printing(`"%s", __print_flags(REC->x, ${piece.repeat(100_000)}`));
    }
  });
});
