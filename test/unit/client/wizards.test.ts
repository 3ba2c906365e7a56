import assert from 'node:assert/strict';
import { likelyEnd, telling } from '../../../client/wizards/likely';
import { noAnswers, planOf, valuesOf, withTracepoint, type PlanAnswers } from '../../../client/wizards/plan-answers';
import type { ValueField } from '../../../core/messages';

const field = (name: string, kind: ValueField['kind'] = 'number'): ValueField => ({
  name,
  kind,
  valueType: 's32',
  type: 'int',
  offset: 8,
  size: 4,
});

describe('what the wizards suggest', () => {
  it('is values that tell hits apart; addresses only where there is nothing else', () => {
    const fields = [field('__syscall_nr'), field('skaddr', 'address'), field('comm', 'text'), field('pid')];
    assert.deepEqual(telling(fields, 3), ['comm', 'pid']);
    assert.deepEqual(telling(fields, 1), ['comm']);
    assert.deepEqual(telling([field('call_site', 'address')], 3), ['call_site']);
  });

  it('is the end that names suggest, if there is such a tracepoint', () => {
    const names = ['irq/softirq_exit', 'block/block_rq_complete', 'syscalls/sys_exit_read', 'sched/sched_switch'];
    assert.equal(likelyEnd('irq/softirq_entry', names), 'irq/softirq_exit');
    assert.equal(likelyEnd('block/block_rq_issue', names), 'block/block_rq_complete');
    assert.equal(likelyEnd('syscalls/sys_enter_read', names), 'syscalls/sys_exit_read');
    assert.equal(likelyEnd('sched/sched_wakeup', names), 'sched/sched_switch');
    assert.equal(likelyEnd('timer/timer_start', names), undefined);
  });
});

describe('the answers to the wizards’ questions', () => {
  const hit: PlanAnswers = {
    ...noAnswers,
    tracepoint: 'irq/softirq_entry',
    shape: 'count',
    values: { count: ['vec'] },
  };

  it('make a plan once there are enough of them', () => {
    assert.equal(planOf({ ...noAnswers, tracepoint: 'irq/softirq_entry' }), undefined);
    assert.deepEqual(planOf({ ...hit, filter: 'vec > 1' }), {
      tracepoint: 'irq/softirq_entry',
      shape: 'count',
      values: [{ expression: 'vec' }],
      filter: 'vec > 1',
    });
    const latency: PlanAnswers = { ...hit, shape: 'latency', end: 'irq/softirq_exit', key: 'vec' };
    assert.equal(planOf(latency), undefined);
    assert.deepEqual(planOf({ ...latency, endKey: 'vec' }), {
      shape: 'latency',
      from: { tracepoint: 'irq/softirq_entry', key: 'vec' },
      to: { tracepoint: 'irq/softirq_exit', key: 'vec' },
    });
  });

  it('are kept on the way back, but not for another tracepoint', () => {
    assert.deepEqual(valuesOf(hit, [field('a'), field('b')]), ['vec']);
    assert.deepEqual(valuesOf({ ...hit, shape: 'print' }, [field('a'), field('b')]), ['a', 'b']);
    assert.equal(withTracepoint(hit, 'irq/softirq_entry'), hit);
    assert.deepEqual(withTracepoint({ ...hit, filter: 'vec > 1' }, 'irq/softirq_exit'), {
      ...noAnswers,
      shape: 'count',
      tracepoint: 'irq/softirq_exit',
    });
  });
});
