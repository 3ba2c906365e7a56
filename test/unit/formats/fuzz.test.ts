/** Format files and captures come from other machines: whatever they hold, reading ends, and gives sane values. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseFormat } from '../../../core/formats/format';
import { matchGlob } from '../../../core/formats/glob';
import { indexCapture } from '../../../core/formats/kernel-index';
import { nearestNames } from '../../../core/formats/nearest';
import type { Tracepoint } from '../../../core/formats/types';
import { generateProgram } from '../../../core/generate/program';
import { generateStruct } from '../../../core/generate/struct';
import { fixture } from './support';

const real = ['sched/sched_switch', 'syscalls/sys_enter_openat', 'raw_syscalls/sys_enter', 'net/net_dev_start_xmit'];
const texts = real.map((name) => fixture('debian12-6.1', name));
const pieces = ['field:', ';', '\n', '\n\n', '__data_loc', '[]', '(', ')', '*', 'offset:', '-1', '99999', '\0', '\r\n'];
const snippets = fc.oneof(fc.constantFrom(...pieces, 'print fmt:', '==> a/b/format <==\n', '*/', '"'), fc.string());

type Edit = readonly [kind: 'cut' | 'insert' | 'flip' | 'drop' | 'double', at: number, snippet: string];

const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.tuple(
    fc.constantFrom('cut', 'insert', 'flip', 'drop', 'double'),
    fc.double({ min: 0, max: 1, noNaN: true }),
    snippets,
  ),
  { minLength: 1, maxLength: 8 },
);

function apply(text: string, [kind, where, snippet]: Edit): string {
  const at = Math.floor(where * text.length);
  if (kind === 'cut') return text.slice(0, at);
  if (kind === 'insert') return text.slice(0, at) + snippet + text.slice(at);
  if (kind === 'drop') return text.slice(0, at) + text.slice(at + 1 + snippet.length);
  if (kind === 'double') return text.slice(0, at) + text.slice(Math.max(0, at - 60));
  return text.slice(0, at) + String.fromCharCode((text.charCodeAt(at) || 0) ^ 4) + text.slice(at + 1);
}

const mutated = fc.tuple(fc.constantFrom(...texts), edits).map(([text, list]) => list.reduce(apply, text));

function assertSane(tracepoint: Tracepoint): void {
  const all = [...tracepoint.commonFields, ...tracepoint.fields];
  assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
  for (const { name, type, offset, size, length, location } of all) {
    assert.match(name, /^[\w$.]+$/);
    assert.doesNotMatch(type, /[;"\n]|\*\/|^$/);
    assert.ok(Number.isInteger(offset) && offset >= 0 && Number.isInteger(size) && size >= 0);
    assert.ok(offset + size <= 65535);
    if (length !== undefined) assert.ok(Number.isInteger(length) && length >= 0 && location === undefined);
  }
  for (const fields of [tracepoint.commonFields, tracepoint.fields]) {
    fields.forEach((field, index) => {
      const before = fields[index - 1];
      assert.ok(before === undefined || before.offset + before.size <= field.offset);
    });
  }
  assert.ok(Number.isInteger(tracepoint.recordSize) && tracepoint.recordSize >= 0);
}

describe('damaged input', function () {
  this.timeout(60_000);

  it('gives a sane tracepoint or none, and a problem for none', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const { tracepoint, problems } = parseFormat(text, 'a/b');
        if (tracepoint) assertSane(tracepoint);
        else assert.ok(problems.length > 0);
      }),
      { numRuns: 1500 },
    );
  });

  it('never damages generated C', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const { tracepoint } = parseFormat(text, 'syscalls/sys_enter_x');
        if (tracepoint === undefined) return;
        const struct = generateStruct(tracepoint);
        assert.ok(struct.ok);
        for (const line of struct.value.text.split('\n')) {
          assert.match(
            line,
            /^$|^struct \w+ \{$|^\};$|^_Static_assert\(.*\);$|^\/\*((?!\*\/).)*\*\/$|^\t[^/]*;\s*\/\*((?!\*\/).)*\*\/$/,
          );
        }
        if (tracepoint.attachable) assert.ok(generateProgram(tracepoint, { readEveryField: true }).ok);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps a capture’s other tracepoints', () => {
    const whole = real.map((name, index) => `==> ${name}/format <==\n${texts[index] ?? ''}`).join('\n');
    fc.assert(
      fc.property(edits, fc.string(), (list, typed) => {
        const index = indexCapture(list.reduce(apply, whole));
        for (const name of index.names) {
          const tracepoint = index.get(name);
          if (tracepoint) assertSane(tracepoint);
          else assert.ok(index.problems.some((problem) => problem.tracepoint === name));
        }
        index.get(typed);
        nearestNames(index, typed, 3);
        matchGlob(typed, real[0] ?? '');
      }),
      { numRuns: 500 },
    );
  });

  it('made to be large ends, and says what was left out', () => {
    const head = fixture('debian12-6.1', 'sched/sched_switch').split('\n\tfield:char')[0] ?? '';
    const many = Array.from(
      { length: 200_000 },
      (_, n) => `\tfield:char ${n.toString(2).replace(/0/g, '.')}[];\toffset:8;\tsize:0;\tsigned:0;`,
    );
    const { tracepoint, problems } = parseFormat(
      `${head}\n${many.join('\n')}\n\nprint fmt: ""\n`,
      'sched/sched_switch',
    );
    assert.ok(tracepoint);
    assert.deepEqual(
      problems.map(({ message }) => message),
      ['There are more than 1000 fields; the rest is left out.'],
    );
    assert.ok(generateProgram(tracepoint, { readEveryField: true }).ok);
    assert.ok(parseFormat('x\n'.repeat(1_000_000), 'a/b').problems.length <= 50);
  });
});
