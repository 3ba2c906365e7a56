import assert from 'node:assert/strict';
import { readBtf } from '../../../core/btf/read';
import { correctSyscalls } from '../../../core/context/syscall-index';
import { checkSource } from '../../../core/check/check';
import { scanSource } from '../../../core/source/scan';
import { Blob, sampleKernel } from '../btf/blob';
import { shipped } from '../check/kernels';

/** As RHEL 9.3 was reported to lay it out: the format files of its kernel say 16 all the same. */
function movedBtf(): ReturnType<typeof readBtf> {
  const blob = new Blob();
  const long = blob.int('long unsigned int', 8);
  const six = blob.array(long, 6);
  blob.struct('syscall_tp_t', 72, [
    ['syscall_nr', long, 128],
    ['args', six, 192],
  ]);
  return readBtf(blob.bytes());
}

const program = (pad: string): string =>
  `struct o { ${pad} const char *filename; };\nSEC("tp/syscalls/sys_enter_openat")\nint f(struct o *ctx)\n{\n\treturn ctx->filename != 0;\n}\n`;

describe('syscalls of a kernel whose BTF is at hand', () => {
  const { index } = shipped('debian12-6.1');
  const moved = correctSyscalls(index, movedBtf);

  it('are where the BTF has them', () => {
    const offsets = moved.get('syscalls/sys_enter_openat')?.fields.map(({ name, offset }) => `${name}@${offset}`);
    assert.deepEqual(offsets, ['__syscall_nr@16', 'dfd@24', 'filename@32', 'flags@40', 'mode@48']);
  });

  it('stay as they are where it agrees, as other tracepoints always do', () => {
    const same = correctSyscalls(index, () => readBtf(sampleKernel()));
    assert.equal(same.get('syscalls/sys_enter_openat'), index.get('syscalls/sys_enter_openat'));
    assert.equal(moved.get('sched/sched_switch'), index.get('sched/sched_switch'));
  });

  it('are warned of where a struct believes the format file', () => {
    const codes = (text: string): string[] =>
      checkSource(scanSource(text), { name: 'rhel', index: moved }).map(({ code }) => code);
    assert.deepEqual(codes(program('char pad[16]; long dfd;')), ['syscall-context']);
    assert.deepEqual(codes(program('char pad[24]; long dfd;')), []);
  });
});
