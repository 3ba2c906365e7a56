import assert from 'node:assert/strict';
import { describeFieldPlaces, describeRecordPlaces } from '../../../core/context/compare-text';
import { compareTracepoint, type NamedKernel } from '../../../core/context/compare';
import { indexReader } from '../../../core/formats/kernel-index';
import { formatText, realtimeCommon, usualCommon } from '../formats/support';

const kernel = (name: string, fields?: readonly string[], common: readonly string[] = usualCommon): NamedKernel => ({
  name,
  index: indexReader(fields ? ['lab/hit'] : ['lab/other'], () => formatText('hit', fields ?? [], common)),
});

const here = kernel('here', ['char comm[16] @8:16:1', 'pid_t pid @24:4:1', '__data_loc char[] name @28:4']);
const same = kernel('same', ['char comm[16] @8:16:1', 'pid_t pid @24:4:1', '__data_loc char[] name @28:4']);
const moved = kernel(
  'moved',
  ['char comm[16] @12:16:1', 'pid_t pid @28:4:1', '__data_loc char[] name @32:4'],
  realtimeCommon,
);
const resized = kernel('resized', ['char comm[16] @8:16:1', 'long pid @24:8:1', '__data_loc char[] name @32:4']);
const retyped = kernel('retyped', ['char comm[16] @8:16:1', 'u32 pid @24:4', '__data_loc char[] name @28:4']);
const fewer = kernel('fewer', ['char comm[16] @8:16:1']);
const none = kernel('none');
const all = [here, same, moved, resized, retyped, fewer, none];

describe('comparison of kernels', () => {
  it('tells of one field where each kernel has it', () => {
    assert.deepEqual(
      compareTracepoint(all, 'lab/hit', 'pid')?.map(({ kernel: name, status, fields }) => [name, status, ...fields]),
      [
        ['here', 'same', { name: 'pid', status: 'same', offset: 24, size: 4, type: 'pid_t' }],
        ['same', 'same', { name: 'pid', status: 'same', offset: 24, size: 4, type: 'pid_t' }],
        ['moved', 'moved', { name: 'pid', status: 'moved', offset: 28, size: 4, type: 'pid_t' }],
        ['resized', 'resized', { name: 'pid', status: 'resized', offset: 24, size: 8, type: 'long' }],
        ['retyped', 'retyped', { name: 'pid', status: 'retyped', offset: 24, size: 4, type: 'u32' }],
        ['fewer', 'no-field', { name: 'pid', status: 'no-field' }],
        ['none', 'no-tracepoint'],
      ],
    );
  });

  it('tells of a record the worst of its fields, and each', () => {
    const compared = compareTracepoint(all, 'lab:hit');
    assert.deepEqual(
      compared?.map(({ status }) => status),
      ['same', 'same', 'moved', 'resized', 'retyped', 'no-field', 'no-tracepoint'],
    );
    assert.deepEqual(
      compared[3]?.fields.map(({ name, status }) => `${name} ${status}`),
      ['comm same', 'pid resized', 'name moved'],
    );
  });

  it('compares with the first kernel that has the field', () => {
    const compared = compareTracepoint([none, fewer, moved, here], 'lab/hit', 'pid');
    assert.deepEqual(
      compared?.map(({ status }) => status),
      ['no-tracepoint', 'no-field', 'same', 'moved'],
    );
  });

  it('knows common fields, and dynamic ones as vmlinux.h spells them', () => {
    assert.equal(compareTracepoint([here], 'lab/hit', 'common_pid')?.[0]?.fields[0]?.offset, 4);
    assert.equal(compareTracepoint([here], 'lab/hit', '__data_loc_name')?.[0]?.fields[0]?.offset, 28);
  });

  it('has nothing to say of what no kernel has', () => {
    assert.equal(compareTracepoint([none, here], 'lab/gone'), undefined);
    assert.equal(compareTracepoint([none, here], 'lab/hit', 'gone'), undefined);
    assert.equal(compareTracepoint([], 'lab/hit'), undefined);
  });
});

describe('comparison of kernels, in words', () => {
  const ofField = (kernels: readonly NamedKernel[], field = 'pid'): string | undefined =>
    describeFieldPlaces(compareTracepoint(kernels, 'lab/hit', field) ?? []);
  const ofRecord = (kernels: readonly NamedKernel[]): string | undefined =>
    describeRecordPlaces(compareTracepoint(kernels, 'lab/hit') ?? []);

  for (const [kernels, words] of [
    [[here, same], 'Same on all 2 known kernels.'],
    [[here, moved, none], 'Offset 24 here; 28 on moved; absent on none.'],
    [[here, same, moved, fewer, none], 'Offset 24 here and on same; 28 on moved; absent on fewer, none.'],
    [[here, none], 'Offset 24 here; absent on none.'],
    [[here, retyped], 'Type pid_t here; u32 on retyped.'],
    [
      [here, moved, resized],
      'Offset 24, size 4, type pid_t here; offset 28, size 4, type pid_t on moved; offset 24, size 8, type long on resized.',
    ],
    [[here], undefined],
  ] as const) {
    it(`of a field: ${words ?? 'nothing'}`, () => {
      assert.equal(ofField(kernels), words);
    });
  }

  for (const [kernels, words] of [
    [[here, same], 'Same record on all 2 known kernels.'],
    [
      [here, same, moved, retyped, none],
      'Same on same; differs in comm, pid, name on moved; differs in pid on retyped; absent on none.',
    ],
    [[here], undefined],
  ] as const) {
    it(`of a record: ${words ?? 'nothing'}`, () => {
      assert.equal(ofRecord(kernels), words);
    });
  }

  it('names no more than three fields', () => {
    const fields = (from: number): string[] => [0, 1, 2, 3, 4].map((n) => `int f${n} @${from + 4 * n}:4:1`);
    const kernels = [kernel('a', fields(8)), kernel('b', fields(16))];
    assert.equal(ofRecord(kernels), 'Differs in f0, f1, f2 and 2 more on b.');
  });

  it('shows names as it is told to', () => {
    const compared = compareTracepoint([here, retyped], 'lab/hit', 'pid') ?? [];
    assert.equal(
      describeFieldPlaces(compared, (text) => `<${text}>`),
      'Type <pid_t> here; <u32> on <retyped>.',
    );
  });
});
