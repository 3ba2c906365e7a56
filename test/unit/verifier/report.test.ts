/** The report of 7.3, in the forms that the recorded logs do not have (kernel/bpf/diagnostics.c prints them). */
import assert from 'node:assert/strict';
import { readLogLines } from '../../../core/verifier/log-lines';
import { explainRefusal } from '../../../core/verifier/refusal';
import { readReport } from '../../../core/verifier/report';
import { logOf } from './recorded';

const report = (text: string): ReturnType<typeof readReport> => readReport(readLogLines(text));

const written = `5: (85) call bpf_map_lookup_elem#1
function calls are not allowed while holding a lock

Verification failed: Execution Context Safety: Operation is not allowed in this context

Reason:
  The operation x cannot be used in lock region because code holding a BPF spin lock cannot call
  operations that may sleep.

At:
  some/file.bpf.c:12:3
  Source context:
      10 | ...
  >>> 12 |         bpf_map_lookup_elem(&m, &k);
         |         ^-- error: x is not allowed in lock region
  Instruction context:
  >>> 5 | (85) call bpf_map_lookup_elem#1

Active lock:
  on_switch @ file.bpf.c:9:3
  Source context:
  >>> 9 |         bpf_spin_lock(&v->lock);
        |         ^-- acquired: active bpf_spin_lock has verifier identity 3
  Instruction context:
  >>> 3 | (85) call bpf_spin_lock#93

Causal path:
  insn 2
       | ^-- branch: took the true branch of this conditional, goto
       |     followed
  Instruction context:
  >>> 2 | (15) if r0 == 0x0 goto pc+3

  12 intermediate causal-history events omitted

  on_switch @ file.bpf.c:11:3
  Source context:
  >>> 11 |         text with ^-- in it | and a bar
         |         ^-- spilled: R1 changed from a to b
  1 older causal-history event not retained because diagnostic event storage reached capacity

Suggestion:
  Leave the region.

processed 5 insns (limit 1000000)
`;

describe('the kernel’s report', () => {
  it('is read in all its forms', () => {
    const found = report(written);
    assert.equal(found?.title, 'Execution Context Safety: Operation is not allowed in this context');
    assert.match(found.reason, /^The operation x .* call operations that may sleep\.$/);
    assert.equal(found.suggestion, 'Leave the region.');
    assert.deepEqual(found.at?.place, {
      file: 'some/file.bpf.c',
      line: 12,
      column: 3,
      text: 'bpf_map_lookup_elem(&m, &k);',
    });
    assert.deepEqual(
      found.path.map(({ text, instruction, place }) => [text, instruction, place?.line]),
      [
        ['Acquired: active bpf_spin_lock has verifier identity 3', 3, 9],
        ['Took the true branch of this conditional, goto followed', 2, undefined],
        ['12 intermediate causal-history events omitted', undefined, undefined],
        ['Spilled: R1 changed from a to b', undefined, 11],
        [
          '1 older causal-history event not retained because diagnostic event storage reached capacity',
          undefined,
          undefined,
        ],
      ],
    );
  });

  it('is told in steps, and serves where the words are not known', () => {
    const refusal = explainRefusal(written.replace(/function calls.*/, 'something new'), 'on_switch', undefined);
    assert.equal(refusal.code, 'unknown');
    assert.equal(refusal.kernelWords, 'something new');
    assert.match(refusal.explanation, /^The operation x/);
    assert.equal(refusal.fix, 'Leave the region.');
    assert.equal(refusal.place?.line, 12);
    assert.equal(refusal.steps.length, 5);
  });

  it('of a recorded log names what it changed', () => {
    const found = report(logOf('debian13-7.3', 'null-check') ?? '');
    assert.deepEqual(
      found?.path.map(({ text }) => text),
      ['R0 changed from uninitialized value to nullable map value from entries at offset 0'],
    );
    assert.equal(found.path[0]?.instruction, 6);
    assert.equal(report(logOf('debian12-6.1', 'null-check') ?? ''), undefined);
  });
});
