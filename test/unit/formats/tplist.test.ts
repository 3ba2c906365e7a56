import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fnmatcher } from '../../../core/formats/glob';
import { listedFields } from '../../../core/formats/tplist';

/** What bcc 0.26's tplist -v prints of a line, made with its own code. */
const printed: readonly (readonly [line: string, declaration: string | undefined])[] = [
  ['\tfield:char comm[16];\toffset:8;\tsize:16;\tsigned:0;', 'char comm[16]'],
  ['\tfield:__data_loc char[] name;\toffset:12;\tsize:4;\tsigned:0;', '__data_loc char[] name'],
  ['\tfield:const char *const * argv;\toffset:24;\tsize:8;\tsigned:0;', 'const char *const * argv'],
  ['\tfield:struct  foo\t* bar;\toffset:24;\tsize:8;\tsigned:0;', 'struct foo * bar'],
  ['\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;', undefined],
  ['\tfield:lonely;\toffset:0;\tsize:2;\tsigned:0;', ' lonely'],
  ['\tfield:;\toffset:0;\tsize:2;\tsigned:0;', undefined],
  ['print fmt: "field:x y;"', 'x y'],
  ['ID: 7', undefined],
];

describe('fields as tplist prints them', () => {
  for (const [line, declaration] of printed) {
    it(JSON.stringify(line), () => {
      assert.deepEqual(
        listedFields(line).map((field) => field.declaration),
        declaration === undefined ? [] : [declaration],
      );
    });
  }

  it('have offset and size where the file says them', () => {
    const [field] = listedFields('\tfield:int prev_prio;\toffset:28;\tsize:4;\tsigned:1;');
    assert.deepEqual([field?.offset, field?.size], [28, 4]);
    assert.equal(listedFields('field:int x;')[0]?.offset, undefined);
  });

  it('any text gives what can be read', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const fields = listedFields(`${before}\nfield:int x;\toffset:8;\n${after}`);
        assert.ok(fields.some(({ declaration, offset }) => declaration === 'int x' && offset === 8));
      }),
    );
  });
});

/** Answers of Python's fnmatch.fnmatch on Linux. */
const matched: readonly (readonly [pattern: string, text: string, matches: boolean])[] = [
  ['sched:*', 'sched:sched_switch', true],
  ['SCHED:*', 'sched:sched_switch', false],
  ['*', 'a:b', true],
  ['sched?sched_switch', 'sched:sched_switch', true],
  ['sched/sched_switch', 'sched:sched_switch', false],
  ['[!a]:b', 'c:b', true],
  ['[^a]:b', 'c:b', false],
  ['[^a]:b', '^:b', true],
  ['[]a]:b', ']:b', true],
  ['[z-a]:b', 'm:b', false],
  ['a[', 'a[', true],
  [' a:b', 'a:b', false],
];

describe('patterns as Python’s fnmatch has them', () => {
  for (const [pattern, text, matches] of matched) {
    it(`${pattern} ${matches ? 'matches' : 'does not match'} ${text}`, () =>
      assert.equal(fnmatcher(pattern)(text), matches));
  }
});
