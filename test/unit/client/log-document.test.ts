import assert from 'node:assert/strict';
import { foldings, logDocument, placeLabel, sourceColumns } from '../../../client/verifier/log-document';
import { cutMiddle, explainedPart } from '../../../core/verifier/log-limits';
import type { LogLine, Refusal } from '../../../core/verifier/refusal';

const refusal: Refusal = {
  code: 'unknown',
  kernelWords: 'R1 !read_ok',
  explanation: 'It was never set.',
  fix: 'Set it.\nThen load again.',
  place: { file: '/src/a.bpf.c', line: 3, column: 2, text: 'return x;' },
  steps: [],
  registers: [],
  problems: [],
};
const refused = (log: string) => ({
  program: 'f',
  log,
  object: undefined,
  refusal,
  by: { target: 'box', kernel: '6.1.0' },
});

describe('a verifier’s log as a document', () => {
  it('says at its head what it is of, and knows its line of refusal', () => {
    const { text, lines, refusedLine } = logDocument(refused('0: (bf) r0 = r1\nR1 !read_ok\nprocessed 1 insns\n'));
    assert.equal(text.split('\n').length - 1, lines.length);
    assert.deepEqual(text.split('\n').slice(0, 6), [
      '# box (6.1.0) refused f',
      '# It was never set.',
      '# Fix: Set it.',
      '# Then load again.',
      '',
      '0: (bf) r0 = r1',
    ]);
    assert.equal(lines[refusedLine]?.text, 'R1 !read_ok');
  });

  it('cuts the middle of a log that is too long, at line ends, and says how much', () => {
    const log = Array.from({ length: 1000 }, (_, index) => `${index}: (bf) r0 = r1\n`).join('') + 'R1 !read_ok\n';
    const { text, lines, refusedLine } = logDocument(refused(log), { head: 300, tail: 500 });
    const parts = text.split('\n');
    const mark = parts.findIndex((line) => line.includes('⋯'));
    assert.match(parts[mark] ?? '', /^# ⋯ 9\d\d lines \(0\.0 MB\) of the log are left out here ⋯$/);
    assert.match(parts[mark - 2] ?? '', /^\d+: \(bf\) r0 = r1$/);
    assert.match(parts[mark + 2] ?? '', /^9\d\d: \(bf\) r0 = r1$/);
    assert.equal(parts.length - 1, lines.length);
    assert.equal(lines[refusedLine]?.text, 'R1 !read_ok');
  });

  it('keeps every character, or says that it does not, wherever the ends fall', () => {
    for (const log of ['', 'a', 'a\n', 'aaaa\nbbbb\ncccc\ndddd\n', 'x'.repeat(50)]) {
      for (let head = 1; head < 12; head++) {
        for (let tail = 1; tail < 12; tail++) {
          const cut = cutMiddle(log, { head, tail });
          assert.ok(log.startsWith(cut.head) && log.endsWith(cut.tail));
          assert.equal(cut.mark.length === 0, cut.head === log);
          assert.ok(cut.head.length + cut.tail.length <= Math.max(log.length, head + tail));
          assert.ok(cut.mark.length === 0 || cut.tail !== '');
        }
      }
    }
  });

  it('takes 16 MB in a moment', () => {
    const log = '1: (79) r1 = *(u64 *)(r0 +0)         ; R0_w=scalar()\n'.repeat(300_000) + 'R1 !read_ok\n';
    assert.ok(log.length > 15_900_000);
    assert.match(explainedPart(log), /R1 !read_ok\n$/);
    assert.ok(explainedPart(log).length < 2_100_000);
    const { text, lines, refusedLine } = logDocument(refused(log));
    assert.ok(text.length < 2_100_000);
    assert.equal(lines[refusedLine]?.text, 'R1 !read_ok');
  });

  it('folds what follows a line of the source', () => {
    const kinds = 'note source instruction state source source instruction error summary'.split(' ');
    const lines = kinds.map((kind): LogLine => ({ text: kind, kind: kind as LogLine['kind'] }));
    assert.deepEqual(foldings(lines), [
      { start: 1, end: 3 },
      { start: 5, end: 6 },
    ]);
  });

  it('links the source’s text alone', () => {
    const linked = (text: string): string => text.slice(...(Object.values(sourceColumns(text)) as [number, number]));
    assert.equal(linked('; if (!entry) @ a.bpf.c:23'), 'if (!entry)');
    assert.equal(linked('; if (!entry)'), 'if (!entry)');
    assert.equal(linked('; '), '');
  });

  it('names a place shortly', () => {
    assert.equal(placeLabel('a.bpf.c', { file: 'x', line: 3, column: 1, text: '\treturn x;' }), 'a.bpf.c:3  return x;');
    assert.equal(placeLabel('a.bpf.c', { file: 'x', line: 3, column: 1, text: '' }), 'a.bpf.c:3');
  });
});
