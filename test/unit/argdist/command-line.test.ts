import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readCommandLine } from '../../../core/argdist/command-line';

const read = (line: string): unknown => {
  const { line: found, problems } = readCommandLine(line);
  return {
    specifiers: found.specifiers.map(({ kind, text }) => [kind, text]),
    options: found.options,
    problems: problems.map(({ start, end }) => line.slice(start, end)),
  };
};

const since = { cumulative: false };

describe('a line as one types it after argdist', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['', { specifiers: [], options: since, problems: [] }],
    [
      "-H 't:block:block_rq_complete():u32:args->nr_sector'",
      { specifiers: [['histogram', 't:block:block_rq_complete():u32:args->nr_sector']], options: since, problems: [] },
    ],
    [
      't:irq:irq_handler_entry():int:args->irq',
      { specifiers: [[undefined, 't:irq:irq_handler_entry():int:args->irq']], options: since, problems: [] },
    ],
    [
      '-C t:a:b() t:xhci-hcd:c()',
      {
        specifiers: [
          ['count', 't:a:b()'],
          [undefined, 't:xhci-hcd:c()'],
        ],
        options: since,
        problems: [],
      },
    ],
    [
      'sudo argdist-bpfcc -c -T 5 -i 2 -C t:a:b():int:x:x > 3 && y != 1 -p 17',
      {
        specifiers: [['count', 't:a:b():int:x:x > 3 && y != 1']],
        options: { cumulative: true, top: 5, interval: 2, pid: 17 },
        problems: [],
      },
    ],
    [
      `-C "t:a:b():char*:$COMM:\\$COMM == \\"sh\\"" 't:c:d()' -d10 -n 3 --tid=4 -z 16`,
      {
        specifiers: [
          ['count', 't:a:b():char*:$COMM:$COMM == "sh"'],
          [undefined, 't:c:d()'],
        ],
        options: { cumulative: false, duration: 10, outputs: 3, tid: 4, stringSize: 16 },
        problems: [],
      },
    ],
    [
      't:a:b():int:x - 1 t:c:d()',
      {
        specifiers: [
          [undefined, 't:a:b():int:x - 1'],
          [undefined, 't:c:d()'],
        ],
        options: since,
        problems: [],
      },
    ],
    ["-H 't:a:b()", { specifiers: [['histogram', 't:a:b()']], options: since, problems: ["'"] }],
    ['-T x t:a:b()', { specifiers: [[undefined, 't:a:b()']], options: since, problems: ['-T x'] }],
    ['-q', { specifiers: [], options: since, problems: ['-q'] }],
    ['-i 0.5 -C', { specifiers: [], options: { cumulative: false, interval: 0.5 }, problems: ['-C'] }],
  ];
  for (const [line, expected] of cases)
    it(`reads ${line === '' ? 'nothing' : line}`, () => assert.deepEqual(read(line), expected));

  it('knows where each character of a specifier stands', () => {
    const line = '-C "t:a:\\"b\\"" -c';
    const [specifier] = readCommandLine(line).line.specifiers;
    assert.equal(specifier?.text, 't:a:"b"');
    const found = specifier.places.slice(0, -1).map((place) => line[place]);
    assert.equal(found.join(''), specifier.text);
    assert.equal(line.slice(specifier.places.at(-1)), '" -c');
  });

  it('reads any text, and points into it', () => {
    const piece = fc.constantFrom('-H', '-C ', '-T5', ' ', "'", '"', '\\', 't:a:b()', '-c', '--top=', 'x > 1', '-i');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (line) => {
          const { line: found, problems } = readCommandLine(line);
          for (const { start, end } of problems) assert.ok(start >= 0 && start <= end && end <= line.length);
          for (const { text, places } of found.specifiers) {
            assert.equal(places.length, text.length + 1);
            assert.ok(
              places.every(
                (place, index) => place <= line.length && (index === 0 || place > (places[index - 1] ?? -1)),
              ),
            );
          }
        },
      ),
    );
  });
});
