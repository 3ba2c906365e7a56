import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { minimiseBtf } from '../../../core/btf/minimise';
import { readBtf } from '../../../core/btf/read';
import { sampleKernel } from './blob';

/** Every answer that must be the same. */
function answers(bytes: Uint8Array): unknown {
  const btf = readBtf(bytes);
  const others = ['trace_entry', 'syscall_tp_t', 'syscall_trace_enter', 'syscall_trace_exit'];
  return {
    classes: btf.classes,
    rawTracepoints: btf.rawTracepoints,
    structs: [...btf.classes.map((name) => `trace_event_raw_${name}`), ...others].map((name) => btf.structs(name)),
    rawArguments: btf.rawTracepoints.map((event) => btf.rawArguments(event)),
    problems: btf.problems,
  };
}

function thisKernel(): Uint8Array | undefined {
  try {
    return readFileSync('/sys/kernel/btf/vmlinux');
  } catch {
    return undefined;
  }
}

describe('minimised BTF', function () {
  this.timeout(60_000);

  it('answers as the whole does', () => {
    for (const whole of [sampleKernel(true), sampleKernel(false)]) {
      const small = minimiseBtf(whole);
      assert.ok(small.length < whole.length);
      assert.deepEqual(answers(small), answers(whole));
    }
  });

  it('has no layout of what stands behind pointers, and no values of enums', () => {
    const small = minimiseBtf(sampleKernel());
    assert.equal(readBtf(small).struct('task_struct'), undefined);
    const text = Buffer.from(small).toString('latin1');
    assert.match(text, /task_struct/);
    assert.doesNotMatch(text, /next_task|FIFO|__traceiter_/);
  });

  it('changes nothing when it is done again', () => {
    const small = minimiseBtf(sampleKernel());
    assert.deepEqual(minimiseBtf(small).length, small.length);
  });

  const kernel = thisKernel();
  const reason = kernel ? '' : ' (skipped: it gives no BTF)';
  (kernel ? it : it.skip)(`answers as this machine’s kernel does, in a twentieth of its size${reason}`, () => {
    assert.ok(kernel);
    const small = minimiseBtf(kernel);
    assert.ok(small.length < kernel.length / 20, `${small.length} bytes`);
    assert.deepEqual(answers(small), answers(kernel));
    assert.equal(readBtf(small).structs('syscall_tp_t').length, 2);
  });
});
