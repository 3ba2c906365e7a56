import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { contextFields } from '../../core/formats/context-fields';
import { indexCapture } from '../../core/formats/kernel-index';
import type { KernelIndex } from '../../core/formats/types';
import { scanSource } from '../../core/source/scan';

const examples = readdirSync('examples').filter((name) => name.endsWith('.bpf.c'));
/** Longer than those to start with: two programs to compare. */
const comparison = 'overhead/overhead.bpf.c';
const withPrograms = [...examples.filter((name) => name !== 'try-me.bpf.c'), comparison];
const kernels = JSON.parse(readFileSync('kernels/index.json', 'utf8')) as {
  readonly file: string;
  readonly name: string;
}[];

const read = (name: string): string => readFileSync(join('examples', name), 'utf8');

describe('the examples', () => {
  it('are a handful, and short', () => {
    assert.ok(withPrograms.length >= 4);
    for (const name of examples) assert.ok(read(name).split('\n').length <= 50, name);
  });

  for (const { name: kernel, file } of kernels) {
    const fits = !kernel.endsWith('-rt');
    const claim = fits
      ? 'each member of a context struct lies where the kernel has that field'
      : 'its records start later';
    it(`${fits ? 'fit' : 'do not fit'} ${kernel}: ${claim}`, () => {
      const index = indexCapture(brotliDecompressSync(readFileSync(join('kernels', file))).toString('utf8'));
      for (const example of withPrograms) {
        const { members, fields } = membersAndFields(example, index);
        if (fits) assert.deepEqual(members, fields, example);
        else assert.notDeepEqual(members, fields, example);
      }
    });
  }

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

interface Member {
  readonly name: string;
  readonly offset: number | undefined;
  readonly size: number | undefined;
}

/** The members of an example's context struct after the common area, and what they should be on this kernel. */
function membersAndFields(example: string, index: KernelIndex): { members: Member[]; fields: Member[] } {
  const model = scanSource(read(example));
  const [program] = model.programs;
  assert.ok(program?.context?.structTag !== undefined, example);
  const tracepoint = index.get(`${program.section.category ?? ''}/${program.section.event ?? ''}`);
  assert.ok(tracepoint?.attachable === true, `${example}: ${program.section.text}`);
  const struct = model.structs.find(({ tag }) => tag === program.context?.structTag);
  const members = (struct?.members ?? []).slice(1).map(({ name, offset, size }) => ({ name, offset, size }));
  assert.ok(members.length > 0, example);
  return { members, fields: fieldsAsMembers(tracepoint, members.at(-1)?.name === 'args') };
}

/** The kernel's fields as C members; with `args`, a syscall's number and then all six argument registers as one array. */
function fieldsAsMembers(tracepoint: Parameters<typeof contextFields>[0], withArguments: boolean): Member[] {
  const fields = contextFields(tracepoint);
  if (!withArguments) {
    return fields.map(({ name, offset, size, location }) => ({
      name: location === undefined ? name : `__${location}_${name}`,
      offset,
      size,
    }));
  }
  const [number, first] = fields;
  return [
    { name: 'nr', offset: number?.offset, size: number?.size },
    { name: 'args', offset: first?.offset, size: 6 * 8 },
  ];
}
