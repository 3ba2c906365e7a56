/** The log as a document: nothing of it is lost, and its lines lead to the source. */
import assert from 'node:assert/strict';
import { annotateLog, type LogLine } from '../../../core/verifier/refusal';
import { expected } from './expected';
import { compileAll, kernels, logOf, markedPlace, programs } from './recorded';

const linesOf = (log: string): readonly string[] => log.replace(/\n$/, '').split('\n');

describe('an annotated log', function () {
  this.timeout(60_000);
  let objects: ReadonlyMap<string, Buffer> = new Map();
  before(() => (objects = compileAll()));

  const annotate = (kernel: (typeof kernels)[number], program: string): readonly LogLine[] =>
    annotateLog(logOf(kernel, program) ?? '', expected[program]?.function ?? 'on_switch', objects.get(program));

  for (const kernel of kernels) {
    it(`has every line of ${kernel}, and a place for every instruction`, () => {
      for (const program of programs) {
        const log = logOf(kernel, program);
        if (log === undefined) continue;
        const lines = annotate(kernel, program);
        assert.deepEqual(
          lines.map(({ text }) => text),
          linesOf(log),
        );
        for (const { kind, place, text } of lines) {
          if (kind === 'instruction') assert.ok(place && place.line > 0, `${program}: ${text}`);
          if (kind === 'source' && place) assert.ok(text.includes(place.text), `${text} is not ${place.text}`);
        }
      }
    });
  }

  it('marks the words that refuse, and what is only remarked', () => {
    const lines = annotate('debian11-5.10', 'off-by-one-map-value');
    const kinds = (kind: string): readonly string[] =>
      lines.filter((line) => line.kind === kind).map(({ text }) => text);
    assert.deepEqual(kinds('error'), [
      'invalid access to map value, value_size=56 off=56 size=4',
      'R0 max value is outside of the allowed memory range',
    ]);
    assert.equal(kinds('summary').length, 1);
    assert.ok(kinds('note').includes('last_idx 1 first_idx 0') && kinds('state').length > 2);
    const refused = lines.filter(({ kind }) => kind === 'instruction').at(-1);
    const { line, column } = markedPlace('off-by-one-map-value');
    assert.deepEqual([refused?.place?.line, refused?.place?.column], [line, column]);
  });

  it('tells the report of 7.3 from the log', () => {
    const lines = annotate('debian13-7.3', 'null-check');
    const title = lines.findIndex(({ text }) => text.startsWith('Verification failed: '));
    assert.equal(lines[title]?.kind, 'error');
    assert.ok(lines.slice(title + 1, -1).every(({ kind }) => kind === 'note'));
    assert.equal(lines.at(-1)?.kind, 'summary');
  });

  it('takes its places from the log without an object: lines since 6.9, texts before', () => {
    const at = (kernel: (typeof kernels)[number]): LogLine | undefined =>
      annotateLog(logOf(kernel, 'null-check') ?? '', 'on_switch', undefined)
        .filter(({ kind }) => kind === 'instruction')
        .at(-1);
    const { line, text } = markedPlace('null-check');
    assert.deepEqual(at('debian13-7.3')?.place, { file: 'null-check.bpf.c', line, column: 0, text });
    assert.deepEqual(at('debian11-5.10')?.place, { file: '', line: 0, column: 0, text });
  });
});
