import assert from 'node:assert/strict';
import fc from 'fast-check';
import { selectFlags } from '../../../machine/compile-commands';
import { entryFlags, withCompileEntries } from '../../../machine/compile-commands-write';

const entry = (file: string, ...more: string[]): { directory: string; file: string; arguments: string[] } => ({
  directory: '/w',
  file,
  arguments: ['clang', ...more, '-c', file],
});

function written(text: string | undefined, ...entries: ReturnType<typeof entry>[]): unknown[] {
  const result = withCompileEntries(text, entries, '/w');
  assert.ok(result.ok);
  return JSON.parse(result.value) as unknown[];
}

describe('writing compile_commands.json', () => {
  it('makes a new one', () => {
    for (const text of [undefined, '', ' \n'])
      assert.deepEqual(written(text, entry('/w/a.bpf.c')), [entry('/w/a.bpf.c')]);
  });

  it('replaces the entries of the same sources, in their places, and keeps all others as they are', () => {
    const others = [
      { directory: '/w/build', command: 'cc -c ../main.c', file: '../main.c', output: 'main.o' },
      { directory: '/w/build', command: 'cc -c ../a.bpf.c', file: '../a.bpf.c' },
      null,
      { file: 3 },
      { directory: '.', command: 'cc -DTWO -c a.bpf.c', file: 'a.bpf.c' },
    ];
    const [main, , nothing, odd] = others;
    const result = written(JSON.stringify(others), entry('/w/a.bpf.c', '-DX'), entry('/w/b.bpf.c'));
    assert.deepEqual(result, [main, entry('/w/a.bpf.c', '-DX'), nothing, odd, entry('/w/b.bpf.c')]);
  });

  for (const [text, why] of [
    ['{', 'It is not JSON.'],
    ['{}', 'It is not a list.'],
  ] as const) {
    it(`leaves alone what is something else: ${text}`, () => {
      const result = withCompileEntries(text, [entry('/w/a.bpf.c')], '/w');
      assert.deepEqual(result, { ok: false, error: why });
    });
  }

  it('is the same written twice, and read as what was written', () => {
    const word = fc.constantFrom(
      '-DA',
      '-DB=1',
      '-Wall',
      '-Iinc',
      '-idirafter /x y',
      '-target bpf',
      '-include z.h',
      '-g',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const options = words.flatMap((text) => text.split(/ (?=\S+$)/));
        const flags = entryFlags(options);
        const first = entry('/w/a.bpf.c', ...flags);
        const [again] = [JSON.stringify(written(JSON.stringify(written(undefined, first)), first))];
        assert.equal(again, JSON.stringify([first]));
        const { flags: read } = selectFlags(again, '/w/a.bpf.c', '/w');
        assert.deepEqual(entryFlags([...read, ...flags]).sort(), [...new Set(pairs(flags))].flatMap(split).sort());
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void withCompileEntries(text, [entry('/w/a.bpf.c')], '/w')));
    fc.assert(fc.property(fc.json(), (text) => void withCompileEntries(text, [entry('/w/a.bpf.c')], '/w')));
  });
});

const taking = new Set(['-idirafter', '-target', '-include']);
const pairs = (flags: readonly string[]): string[] =>
  flags.flatMap((flag, index) =>
    taking.has(flags[index - 1] ?? '') ? [] : [taking.has(flag) ? `${flag}\n${flags[index + 1] ?? ''}` : flag],
  );
const split = (pair: string): string[] => pair.split('\n');
