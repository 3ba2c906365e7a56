import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkSource } from '../../core/check/check';
import { scanSource } from '../../core/source/scan';
import { shipped, shippedNames } from './check/kernels';

const examples = readdirSync('examples')
  .filter((name) => name.endsWith('.bpf.c'))
  .sort();
/** Longer than those to start with: two programs to compare. */
const comparison = 'overhead/overhead.bpf.c';
const withPrograms = [...examples.filter((name) => name !== 'try-me.bpf.c'), comparison];

const read = (name: string): string => readFileSync(join('examples', name), 'utf8');

describe('the examples', () => {
  it('are short, and open with what they show and what to look at', () => {
    assert.ok(withPrograms.length >= 14);
    for (const name of examples) assert.ok(read(name).split('\n').length <= 125, name);
    for (const name of withPrograms) assert.match(read(name), /^\/\/ [A-Z].*\.\n\/\/ .*\.\n/, name);
  });

  it('are all in the table', () => {
    const table = [...readFileSync('examples/README.md', 'utf8').matchAll(/^\| \[?`?([\w-]+\.bpf\.c)/gm)];
    assert.deepEqual(table.map(([, name]) => name).sort(), examples);
  });

  for (const name of withPrograms)
    it(`${name} is clean on the kernels that it claims, and on no other`, () => {
      const model = scanSource(read(name));
      assert.ok(model.programs.length > 0);
      const clean = shippedNames.filter((kernel) => checkSource(model, shipped(kernel)).length === 0);
      assert.deepEqual(clean, claimedKernels(read(name)));
    });

  describe('compile without a warning, with nothing but the headers that ship', () => {
    let folder: string;
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'examples-'));
      const { copyHeaders } = await import('../../scripts/package/headers.mjs');
      assert.deepEqual((await copyHeaders(folder)).problems, []);
    });
    after(() => {
      rmSync(folder, { recursive: true });
    });

    for (const architecture of ['x86', 'arm64']) {
      it(`for ${architecture}`, () => {
        const headers = ['libbpf', 'uapi', `uapi-${architecture}`].flatMap((name) => ['-isystem', join(folder, name)]);
        const own = join(execFileSync('clang', ['-print-resource-dir'], { encoding: 'utf8' }).trim(), 'include');
        const flags = ['-g', '-O2', '-target', 'bpf', `-D__TARGET_ARCH_${architecture}`, '-Wall', '-Wextra', '-Werror'];
        for (const name of [...examples, comparison]) {
          const source = join('examples', name);
          execFileSync('clang', [...flags, '-nostdinc', '-isystem', own, ...headers, '-c', source, '-o', '/dev/null']);
        }
      }).timeout(20_000);
    }
  });
});

/** A line `// Kernels: NAME …` where it is not all that ship. */
function claimedKernels(source: string): readonly string[] {
  const [, names] = /^\/\/ Kernels: (.*)$/m.exec(source) ?? [];
  return names?.split(' ') ?? shippedNames;
}
