import assert from 'node:assert/strict';
import { findRawPrograms } from '../../../core/source/raw-programs';

const text = `SEC("raw_tp/sched_switch")
int a(struct bpf_raw_tracepoint_args *ctx)
{
	return ctx->args[1] + other->ctx[2] + ctx->args[n];
}
SEC("tp_btf/sched_wakeup")
int BPF_PROG(b, struct task_struct *p) { return 0; }
`;

describe('programs at raw tracepoints', () => {
  it('are found with what they use', () => {
    const found = findRawPrograms(text).map(({ event, uses }) => ({
      event,
      uses: uses.map(({ position, range, declared }) => [position, text.slice(range.start, range.end), declared]),
    }));
    assert.deepEqual(found, [
      { event: 'sched_switch', uses: [[1, 'ctx->args[1]', undefined]] },
      { event: 'sched_wakeup', uses: [[0, 'p', 'struct task_struct *p']] },
    ]);
  });

  it('are found as far as they are typed', () => {
    for (let end = 0; end <= text.length; end++) {
      for (const { event, eventRange, uses } of findRawPrograms(text.slice(0, end))) {
        assert.equal(text.slice(eventRange.start, eventRange.end), event);
        for (const { range } of uses) assert.ok(range.start < range.end && range.end <= end);
      }
    }
  });
});
