import assert from 'node:assert/strict';
import { readBtf } from '../../../core/btf/read';
import { syscallCopy } from '../../../core/context/syscall-copy';
import { Blob, sampleKernel } from '../btf/blob';

describe('copy of a syscall that BPF gets', () => {
  it('is read from both structs of that name', () => {
    const expected = { number: { offset: 8, size: 4 }, args: { offset: 16 }, ret: { offset: 16 } };
    assert.deepEqual(syscallCopy(readBtf(sampleKernel())), expected);
  });

  it('follows a kernel that lays it out in another way, as RHEL 9.3 was reported to', () => {
    const blob = new Blob();
    const long = blob.int('long unsigned int', 8);
    const entry = blob.struct('trace_entry', 12, [['type', long, 0]]);
    const six = blob.array(long, 6);
    blob.struct('syscall_tp_t', 72, [
      ['ent', entry, 0],
      ['syscall_nr', long, 128],
      ['args', six, 192],
    ]);
    assert.deepEqual(syscallCopy(readBtf(blob.bytes())), { number: { offset: 16, size: 8 }, args: { offset: 24 } });
  });

  it('is unknown where the kernel’s BTF has none', () => {
    assert.equal(syscallCopy(readBtf(new Blob().bytes())), undefined);
  });
});
