/** The kernels that ship with the extension: each is whole, and what is made of it compiles. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { readBtf } from '../../core/btf/read';
import type { KernelBtf } from '../../core/btf/types';
import { indexCapture } from '../../core/formats/kernel-index';
import type { KernelIndex } from '../../core/formats/types';
import { generateStruct } from '../../core/generate/struct';
import { compileErrors } from './generate/clang';

const FOLDER = 'kernels';
/** What the whole folder may weigh in the package, in bytes. */
const LIMIT = 1024 * 1024;

interface ShippedKernel {
  readonly name: string;
  readonly release: string;
  readonly file: string;
  readonly btf: string;
  readonly tracepoints: number;
}

const list = JSON.parse(readFileSync(join(FOLDER, 'index.json'), 'utf8')) as readonly ShippedKernel[];
const read = (file: string): Buffer => brotliDecompressSync(readFileSync(join(FOLDER, file)));

/** `[6, 12]` of `6.12.118+deb13-cloud-amd64`. */
const versionOf = ({ release }: ShippedKernel): number[] =>
  (/^\d+\.\d+/.exec(release)?.[0] ?? '').split('.').map(Number);

describe('the kernels that ship with the extension', () => {
  it('are five, oldest first, and the last one is no special build', () => {
    assert.deepEqual(
      list.map(({ name }) => name),
      ['debian11-5.10', 'debian12-6.1', 'debian12-6.1-rt', 'debian13-6.12', 'debian13-7.3'],
    );
    const versions = list.map(versionOf).map(([major = 0, minor = 0]) => major * 1000 + minor);
    assert.deepEqual(
      versions,
      [...versions].sort((a, b) => a - b),
    );
    assert.match(list.at(-1)?.release ?? '', /-cloud-amd64$/);
  });

  it('are under 1 MB together, and nothing lies beside them', () => {
    const files = readdirSync(FOLDER);
    assert.deepEqual(files.sort(), ['index.json', ...list.flatMap(({ file, btf }) => [file, btf])].sort());
    const bytes = files.reduce((sum, file) => sum + statSync(join(FOLDER, file)).size, 0);
    assert.ok(bytes < LIMIT, `${bytes} bytes`);
  });

  it('have records that start 4 bytes later only where PREEMPT_RT counts lazy preemption', () => {
    for (const kernel of list) {
      const extra = indexCapture(read(kernel.file).toString())
        .get('sched/sched_switch')
        ?.commonFields.slice(4)
        .map(({ name, offset, size }) => ({ name, offset, size }));
      const expected = kernel.name.endsWith('-rt') ? [{ name: 'common_preempt_lazy_count', offset: 8, size: 1 }] : [];
      assert.deepEqual(extra, expected, kernel.name);
    }
  });

  for (const kernel of list) {
    describe(kernel.name, function () {
      this.timeout(60_000);
      let index: KernelIndex;
      let btf: KernelBtf;
      before(() => {
        index = indexCapture(read(kernel.file).toString());
        btf = readBtf(read(kernel.btf));
      });

      it('has every tracepoint whole, and read without a problem', () => {
        assert.ok(index.names.length > 1400);
        assert.equal(index.names.length, kernel.tracepoints);
        for (const name of index.names) {
          const tracepoint = index.get(name);
          assert.ok(tracepoint, name);
          const known = tracepoint.commonFields.length + tracepoint.fields.length;
          assert.equal(known, linesOfFields(name, index.formatText(name) ?? '').length, name);
          assert.equal(tracepoint.attachable, !name.startsWith('ftrace/'), name);
        }
        assert.deepEqual(index.problems, []);
      });

      it('gives structs that compile, each field asserted', () => {
        const structs = index.names.map((name, position) => {
          const tracepoint = index.get(name);
          assert.ok(tracepoint, name);
          const struct = generateStruct(tracepoint, `record_${position}`, kernel.name);
          assert.ok(struct.ok, name);
          const { text } = struct.value;
          for (const { offset } of tracepoint.fields) assert.ok(text.includes(`) == ${offset}, "offset of`), name);
          const asserted = text.match(/^_Static_assert\(__builtin_offsetof/gm)?.length ?? 0;
          assert.equal(asserted, tracepoint.fields.length, name);
          return text;
        });
        assert.equal(compileErrors(['#include <linux/types.h>', ...structs].join('\n')), '');
      });

      it('has types of the same kernel: sched_switch lies there as its format file says', () => {
        const places = (fields: readonly { name: string; offset: number; size: number }[]) =>
          fields.map(({ name, offset, size }) => `${name}@${offset}:${size}`);
        const ofFormat = index.get('sched/sched_switch')?.fields ?? [];
        const ofStruct = btf.struct('trace_event_raw_sched_switch')?.members ?? [];
        assert.equal(ofFormat.length, 7);
        assert.deepEqual(places(ofStruct.slice(1, -1)), places(ofFormat));
        assert.deepEqual([ofStruct[0]?.name, ofStruct.at(-1)?.name], ['ent', '__data']);
      });

      it('has the two copies that BPF gets of syscalls, and the arguments of raw tracepoints', () => {
        assert.equal(btf.structs('syscall_tp_t').length, 2);
        const task = btf.rawArguments('sched_switch')?.filter(({ struct }) => struct === 'task_struct');
        assert.deepEqual(
          task?.map(({ name }) => name),
          ['prev', 'next'],
        );
        assert.ok(btf.classes.length > 400);
        assert.ok(btf.rawTracepoints.length > 500);
        for (const name of btf.classes) assert.ok(btf.struct(`trace_event_raw_${name}`), name);
        for (const name of btf.rawTracepoints) assert.ok(btf.rawArguments(name), name);
        assert.deepEqual(btf.problems, []);
      });
    });
  }
});

/** Without the copies of strings that 7.3 appends to the formats of syscalls: BPF does not get them (core/formats/format.ts). */
function linesOfFields(name: string, format: string): readonly string[] {
  const lines = format.match(/^\tfield:.*/gm) ?? [];
  return name.startsWith('syscalls/') ? lines.filter((line) => !/^\tfield:__data_loc .* __\w+_val;/.test(line)) : lines;
}
