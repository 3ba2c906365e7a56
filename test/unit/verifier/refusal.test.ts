/** Every mistake in test/fixtures/refusals, as three real kernels refused it: code, place, fix, steps, registers. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { explainRefusal, type Refusal } from '../../../core/verifier/refusal';
import { expected, type Expected } from './expected';
import {
  assertSameClang,
  compileAll,
  kernels,
  logOf,
  markedPlace,
  programs,
  recorded,
  type RecordedKernel,
} from './recorded';

const functionOf = ({ function: name = 'on_switch' }: Expected): string => name;

describe('a refusal', function () {
  this.timeout(60_000);
  let objects: ReadonlyMap<string, Buffer> = new Map();

  before(() => {
    assertSameClang();
    objects = compileAll();
  });

  it('is expected of every recorded program', () => {
    assert.deepEqual(Object.keys(expected).sort(), [...programs].sort());
  });

  for (const [program, wanted] of Object.entries(expected)) {
    for (const kernel of kernels) {
      if (wanted.loads?.includes(kernel)) {
        it(`is not given for ${program} by ${kernel}`, () => {
          assert.ok(recorded[kernel].loads.includes(program));
          assert.equal(logOf(kernel, program), undefined);
        });
        continue;
      }
      it(`of ${program} by ${kernel} is explained`, () => {
        const log = logOf(kernel, program);
        assert.ok(log !== undefined, 'not recorded');
        const refusal = explainRefusal(log, functionOf(wanted), objects.get(program));
        const other = wanted.otherwise?.[kernel];
        assert.equal(refusal.code, other ?? wanted.code, JSON.stringify(refusal));
        check(refusal, kernel, program, other ? undefined : wanted);
      });
    }
  }

  it('in a subprogram is placed whichever program calls it', () => {
    // on_switch reaches count_of through sum_of, so that it stands elsewhere than for on_wakeup.
    const log = logOf('debian12-6.1', 'static-subprogram') ?? '';
    const shift = (text: string): string =>
      text.replace(/^(\d+): /gm, (_, index: string) => `${moved(Number(index))}: `);
    const refusal = explainRefusal(shift(log), 'on_switch', objects.get('static-subprogram'));
    const { line, column } = markedPlace('static-subprogram');
    assert.deepEqual([refusal.place?.line, refusal.place?.column], [line, column]);
  });
});

/** count_of begins at 7 for on_wakeup; for on_switch its 8 instructions and the 11 of sum_of come before. */
const moved = (index: number): number => (index < 7 ? index : index - 7 + 8 + 11);

function check(refusal: Refusal, kernel: RecordedKernel, program: string, wanted: Expected | undefined): void {
  const { place, registers, steps } = refusal;
  const here = markedPlace(program);
  assert.deepEqual(refusal.problems, []);
  // A function's beginning has no column.
  const column = place?.column === 0 && wanted?.early ? 0 : here.column;
  assert.deepEqual({ line: place?.line, column: place?.column }, { line: here.line, column });
  assert.equal(place?.text, here.text);
  assert.equal(path.basename(place.file), `${program}.bpf.c`);
  assert.ok(refusal.fix.length > 0 && refusal.explanation.length > 0);
  const isCut = refusal.code === 'too-complex' && kernel !== 'debian13-7.3';
  assert.equal(refusal.kernelWords === '', isCut);
  for (const { meaning } of registers) assert.match(meaning, /^[A-Z].*\.$/);
  for (const { text } of steps) assert.match(text, /^\w.*\.$/);
  if (!wanted) return;
  assert.match(refusal.explanation, wanted.explanation);
  assert.match(refusal.fix, wanted.fix);
  assert.equal(registers.length > 0, wanted.early !== true, JSON.stringify(registers));
  for (const [name, meaning] of Object.entries(wanted.registers ?? {})) {
    assert.match(
      registers.find((each) => each.name === name)?.meaning ?? `no ${name}`,
      meaning,
      JSON.stringify(registers),
    );
  }
  if (refusal.report) assert.ok(refusal.report.reason.length > 0 && refusal.report.suggestion.length > 0);
  else
    inOrder(
      steps.map(({ text }) => text),
      wanted.steps ?? [],
    );
  for (const step of steps) assert.ok(step.place && step.place.line > 0, step.text);
}

function inOrder(texts: readonly string[], patterns: readonly RegExp[]): void {
  let from = 0;
  for (const pattern of patterns) {
    const found = texts.findIndex((text, at) => at >= from && pattern.test(text));
    assert.ok(found >= 0, `${String(pattern)} is not among ${JSON.stringify(texts)}`);
    from = found + 1;
  }
}
