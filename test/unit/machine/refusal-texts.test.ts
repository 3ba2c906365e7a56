import assert from 'node:assert/strict';
import type { Refusal } from '../../../core/verifier/refusal';
import { sectionRange } from '../../../client/verifier/section';
import { failureMessage, refusalMessage } from '../../../machine/refusal-texts';
import { failedFailure, withNext } from '../../../machine/session-failures';

const refusal: Refusal = {
  code: 'null-check',
  kernelWords: "R0 invalid mem access 'map_value_or_null'",
  explanation: 'entry may be NULL here. R0 (entry) is what f(a. b) gave. It was not checked.',
  fix: 'Check it first: if (!entry) return 0;',
  steps: [],
  registers: [
    { name: 'R0', state: 'map_value_or_null(id=1)', meaning: 'an entry, or NULL' },
    { name: 'R10', state: 'fp0', meaning: '' },
  ],
  problems: [],
};

describe('what is said of a refusal', () => {
  it('has the explanation, the fix, the kernel’s words and the registers, one a line', () => {
    assert.deepEqual(refusalMessage(refusal, { target: 'box', kernel: '6.1.0' }).split('\n'), [
      'entry may be NULL here.',
      'R0 (entry) is what f(a. b) gave. It was not checked.',
      'Fix: Check it first: if (!entry) return 0;',
      "box (6.1.0): R0 invalid mem access 'map_value_or_null'",
      'R0 = map_value_or_null(id=1): an entry, or NULL',
    ]);
  });

  it('keeps what the kernel says to a readable length, on one line', () => {
    const registers = Array.from({ length: 40 }, (_, index) => ({
      name: `R${index}`,
      state: `x\n${'y'.repeat(500)}`,
      meaning: '',
    }));
    const text = refusalMessage({ ...refusal, registers }, { target: 'box', kernel: undefined });
    assert.equal(text.split('\n').length, 10);
    assert.ok(text.length < 1200);
  });

  it('names what is nearest to an event that there is not', () => {
    const reason = "This kernel has no tracepoint sched/sched_swich: category 'sched' has no event 'sched_swich'.";
    const message = {
      type: 'failed',
      stage: 'attach',
      program: 'f',
      errno: 2,
      cause: 'unknown-event',
      reason,
    } as const;
    const failure = failedFailure('box', message);
    const lines = failureMessage(failure, { target: 'box', kernel: '6.1.0' }, ['sched/sched_switch']).split('\n');
    assert.equal(lines[0], reason);
    assert.match(lines[1] ?? '', /^Nearest there: sched\/sched_switch\. Check the spelling/);
    assert.equal(lines[2], 'Said by box (6.1.0).');
  });
});

describe('the failures of one load', () => {
  it('are all kept, the first one first, and no more than are of use', () => {
    const one = (program: string) =>
      failedFailure('box', { type: 'failed', stage: 'attach', program, errno: 13, reason: 'No.' });
    const both = withNext(withNext(undefined, one('a')), one('b'));
    assert.equal(both.program, 'a');
    assert.deepEqual(
      both.all?.map(({ program }) => program),
      ['a', 'b'],
    );
    let many = both;
    for (let count = 0; count < 500; count++) many = withNext(many, one('c'));
    assert.equal(many.all?.length, 100);
  });
});

describe('the section of a program', () => {
  const text =
    'SEC("tp/a/b")\nint f(void *ctx)\n{\n\treturn 0;\n}\n\nSEC("tp/c/d")\nint BPF_PROG(g, int x)\n{\n}\n\nint h(void) { return f(0); }\n';
  const section = (name: string, program?: number): string => {
    const { start, end } = sectionRange(text, name, program);
    return text.slice(start, end);
  };

  it('is found where the server says, or before the function’s name', () => {
    assert.equal(section('g', text.indexOf('SEC("tp/c')), 'SEC("tp/c/d")');
    assert.equal(section('f'), 'SEC("tp/a/b")');
    assert.equal(section('g'), 'SEC("tp/c/d")');
  });

  it('is not another function’s', () => {
    assert.equal(section('h'), 'h');
    assert.equal(section('nobody'), 'SEC("tp/a/b")');
    assert.equal(section('.*'), 'SEC("tp/a/b")');
  });
});
