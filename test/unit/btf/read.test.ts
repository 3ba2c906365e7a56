import assert from 'node:assert/strict';
import { readBtf } from '../../../core/btf/read';
import type { KernelBtf } from '../../../core/btf/types';
import { Blob, sampleKernel } from './blob';

/** `name type@offset:size` and what else there is, one a member. */
const members = (btf: KernelBtf, name: string): string[] | undefined =>
  btf.struct(name)?.members.map(({ name, type, offset, size, length, signed, bits }) => {
    const more = [
      length === undefined ? '' : `[${length}]`,
      signed ? ' signed' : '',
      bits ? ` ${bits.offset}+${bits.size}` : '',
    ];
    return `${name} ${type}@${offset}:${size}${more.join('')}`;
  });

const described = (btf: KernelBtf, event: string): string[] | undefined =>
  btf
    .rawArguments(event)
    ?.map(({ name, type, size, struct }) => `${name} ${type}:${size ?? '?'}${struct ? ` → ${struct}` : ''}`);

for (const order of ['little', 'big'] as const) {
  describe(`BTF of a ${order}-endian kernel`, () => {
    const btf = readBtf(sampleKernel(order === 'little'));

    it('lists classes and raw tracepoints, sorted', () => {
      assert.deepEqual(btf.classes, ['bits', 'switch']);
      assert.deepEqual(btf.rawTracepoints, ['bare', 'switch', 'wake']);
      assert.deepEqual(btf.problems, []);
    });

    it('lays out a struct as C scopes it', () => {
      assert.deepEqual(members(btf, 'trace_event_raw_switch'), [
        'ent struct trace_entry@0:8',
        'comm char@8:16[16] signed',
        'pid int@24:4 signed',
        '__data_loc_name u32@28:4',
        'policy enum policy@32:4',
        'argv const char *const *@40:8',
        'whole unsigned long@48:8',
        'low u32@48:4',
        'high u32@52:4',
        'matrix unsigned short@56:12[6]',
        '__rel_loc_rest u32@68:4',
        'prev struct task_struct *@72:8',
        '__data char@80:0[0] signed',
      ]);
      assert.equal(btf.struct('trace_event_raw_switch')?.size, 96);
    });

    it('places bit-fields', () => {
      assert.deepEqual(members(btf, 'trace_event_raw_bits'), [
        'ent struct trace_entry@0:8',
        'first u32@8:4 0+3',
        'second u32@8:4 3+29',
        'plain u32@12:4',
      ]);
    });

    it('gives all structs of a name, and the first', () => {
      assert.deepEqual(
        btf.structs('syscall_tp_t').map(({ size }) => size),
        [24, 64],
      );
      assert.equal(btf.struct('syscall_tp_t'), btf.structs('syscall_tp_t')[0]);
      assert.equal(btf.struct('syscall_tp'), undefined);
      assert.equal(btf.struct('trace_event_raw_'), undefined);
    });

    it('names the arguments of raw tracepoints by the kernel’s functions', () => {
      assert.deepEqual(described(btf, 'switch'), ['preempt bool:1', 'task struct task_struct *:8 → task_struct']);
      assert.deepEqual(described(btf, 'wake'), ['success bool:1', 'task struct task_struct *:8 → task_struct']);
      assert.equal(btf.rawArguments('none'), undefined);
    });

    it('numbers arguments that nothing names', () => {
      assert.deepEqual(described(btf, 'bare'), [
        'arg0 int (*)(unsigned long, ...):8',
        'arg1 const struct task_struct *:8 → task_struct',
        'arg2 union any *:8',
        'arg3 struct net_device *:8 → net_device',
      ]);
    });
  });
}

describe('BTF that is none, or is damaged', () => {
  const problems = (bytes: Uint8Array): string => readBtf(bytes).problems.join('\n');

  it('says what is wrong, and reads what stands before it', () => {
    assert.match(problems(new Uint8Array(0)), /too short/);
    assert.match(problems(new Uint8Array(100)), /not BTF/);
    const whole = sampleKernel();
    assert.match(problems(whole.subarray(0, 400)), /cut off/);
    const blob = new Blob();
    blob.struct('trace_event_raw_a', 0, []);
    blob.entry('', 31, 0, 0);
    blob.struct('trace_event_raw_b', 0, []);
    const btf = readBtf(blob.bytes());
    assert.deepEqual(btf.classes, ['a']);
    assert.match(btf.problems.join(), /Type 2 is of kind 31/);
  });

  it('ends at types that hold themselves', () => {
    const blob = new Blob();
    blob.struct('trace_event_raw_self', 8, [
      ['', 1, 0],
      ['', 1, 0],
      ['', 1, 0],
      ['loop', 2, 0],
      ['rows', 3, 0],
      ['up', 4, 0],
    ]);
    blob.wrap('typedef', 2, '');
    blob.array(3, 3);
    blob.wrap('pointer', 4);
    const btf = readBtf(blob.bytes());
    assert.ok(btf.struct('trace_event_raw_self'));
    assert.match(btf.problems.join(), /trace_event_raw_self has too many members, or holds itself/);
  });

  it('ends at unnamed structs of unnamed structs, each of a thousand', () => {
    const blob = new Blob();
    const thousand = (type: number): [string, number, number][] => Array.from({ length: 1000 }, () => ['', type, 0]);
    for (let id = 1; id < 20; id++) blob.struct('trace_event_raw_wide', 8, thousand(id + 1));
    blob.struct('', 8, []);
    const btf = readBtf(blob.bytes());
    assert.equal(btf.structs('trace_event_raw_wide').length, 16);
    assert.match(btf.problems.join(), /too many members/);
  });

  it('takes references to nothing for void', () => {
    const blob = new Blob();
    blob.struct('trace_event_raw_lost', 8, [
      ['a', 99, 0],
      ['b', blob.wrap('pointer', 4_000_000_000), 0],
    ]);
    const btf = readBtf(blob.bytes());
    assert.deepEqual(members(btf, 'trace_event_raw_lost'), ['a void@0:0', 'b void *@0:8']);
  });
});
