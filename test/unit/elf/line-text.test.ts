import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { fillLineText } from '../../../core/elf/line-text';
import { readElf } from '../../../core/elf/sections';
import { lineInfo } from './line-info';

const lines = ['int twice(int x)', '{', '\tif (x > 3) return x * 2;', '\treturn x;', '}'];

describe('the text of lines in an object', function () {
  this.timeout(20_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'line-text-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Compiled from stdin under a name that no file has: an object without the lines' text. */
  function object(target: string): Buffer {
    const out = join(folder, `${target}.o`);
    const input = `# 1 "/nowhere/a.c"\n${lines.join('\n')}\n`;
    execFileSync('clang', ['-target', target, '-g', '-O2', '-x', 'c', '-c', '-', '-o', out], { input });
    return readFileSync(out);
  }

  const textOf = (file: string, line: number): string | undefined =>
    file === '/nowhere/a.c' ? lines[line - 1] : undefined;

  for (const target of ['bpfel', 'bpfeb']) {
    it(`is filled in, in ${target}, and nothing else changes`, () => {
      const bare = object(target);
      assert.ok(lineInfo(bare).every((line) => line.endsWith(' ')));
      const filled = fillLineText(bare, textOf);
      const expected = lineInfo(bare).map((line) => line + (lines[Number(/:(\d+):/.exec(line)?.[1]) - 1] ?? ''));
      assert.deepEqual(lineInfo(filled), expected);
      assert.ok(expected.some((line) => line.endsWith('return x * 2;')));
      // Again: all is there already.
      assert.equal(fillLineText(filled, textOf), filled);
      const sections = readElf(bare)?.sections ?? [];
      const after = readElf(filled)?.sections ?? [];
      assert.deepEqual(
        after.map(({ name }) => name),
        sections.map(({ name }) => name),
      );
      for (const [index, { name, offset, size }] of sections.entries()) {
        const now = after[index];
        if (!now || name.startsWith('.BTF')) continue;
        assert.deepEqual(
          filled.subarray(now.offset, now.offset + now.size),
          new Uint8Array(bare.subarray(offset, offset + size)),
        );
      }
    });

    it(`is what llvm and libbpf's format read, in ${target}`, () => {
      const path = join(folder, 'filled.o');
      writeFileSync(path, fillLineText(object(target), textOf));
      // Knows BTF, and complains of what is no valid one.
      const said = execFileSync('llvm-objdump', ['-dl', path], { encoding: 'utf8' });
      assert.match(said, /twice/);
    });
  }

  it('costs nothing where there is no source', () => {
    const bare = object('bpfel');
    assert.equal(
      fillLineText(bare, () => undefined),
      bare,
    );
  });

  it('is not looked for in anything else', () => {
    const bare = object('bpfel');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => assert.equal(fillLineText(bytes, textOf), bytes)),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bare.length - 1), fc.nat(255)), { maxLength: 20 }),
        fc.nat(bare.length),
        (changes, cut) => {
          const bytes = new Uint8Array(bare.subarray(0, cut));
          for (const [at, value] of changes) if (at < cut) bytes[at] = value;
          fillLineText(bytes, textOf);
        },
      ),
      { numRuns: 500 },
    );
  });
});
