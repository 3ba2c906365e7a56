import assert from 'node:assert/strict';
import { likelyEnd, likelyKey, telling } from '../../../client/wizards/likely';
import { noAnswers, plansOf, valuesOf, withTracepoints, type PlanAnswers } from '../../../client/wizards/plan-answers';
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

describe('what the start and the end of an interval have in common', () => {
  it('is the request of a block device, the thread of a syscall, else the first field', () => {
    assert.deepEqual(likelyKey('block/block_rq_issue', ['dev', 'sector', 'bytes']), ['dev', 'sector']);
    assert.deepEqual(likelyKey('syscalls/sys_enter_read', ['dev', 'sector']), ['$TID']);
    assert.deepEqual(likelyKey('irq/softirq_entry', ['vec', 'x']), ['vec']);
    assert.deepEqual(likelyKey('irq/softirq_entry', []), []);
  });
});

describe('the answers to the wizards’ questions', () => {
  const [entry, exit, other] = ['irq/softirq_entry', 'irq/softirq_exit', 'sched/sched_switch'];
  const hit: PlanAnswers = {
    ...noAnswers,
    tracepoints: [entry],
    shape: 'count',
    values: { [entry]: { count: ['vec'] } },
  };

  it('make a plan once there are enough of them', () => {
    assert.deepEqual(plansOf({ ...noAnswers, tracepoints: [entry] }), []);
    assert.deepEqual(plansOf({ ...hit, filters: { [entry]: 'vec > 1' } }), [
      { tracepoint: entry, shape: 'count', values: [{ expression: 'vec' }], filter: 'vec > 1' },
    ]);
    const latency: PlanAnswers = { ...hit, shape: 'latency', end: exit };
    assert.deepEqual(plansOf(latency), []);
    assert.deepEqual(plansOf({ ...latency, key: ['vec', '$CPU'], endKeys: { vec: 'nr' } }), [
      {
        shape: 'latency',
        from: { tracepoint: entry, key: ['vec', '$CPU'] },
        to: { tracepoint: exit, key: ['nr', '$CPU'] },
      },
    ]);
  });

  it('make a plan for each of several tracepoints, with its own values and filter', () => {
    const several: PlanAnswers = {
      ...hit,
      tracepoints: [entry, exit],
      values: { [entry]: { count: ['vec'], print: ['x'] }, [exit]: { count: [] } },
      filters: { [exit]: 'vec > 1', [other]: '1' },
    };
    assert.deepEqual(plansOf(several), [
      { tracepoint: entry, shape: 'count', values: [{ expression: 'vec' }] },
      { tracepoint: exit, shape: 'count', values: [], filter: 'vec > 1' },
    ]);
    const [latency] = plansOf({ ...several, shape: 'latency', key: ['vec'] });
    assert.ok(latency?.shape === 'latency');
    assert.deepEqual([latency.from.tracepoint, latency.to.tracepoint], [entry, exit]);
  });

  it('are kept on the way back, by tracepoint; what two have in common is not', () => {
    assert.deepEqual(valuesOf(hit, entry, [field('a'), field('b')]), ['vec']);
    assert.deepEqual(valuesOf({ ...hit, shape: 'print' }, entry, [field('a'), field('b')]), ['a', 'b']);
    assert.deepEqual(valuesOf(hit, exit, [field('a'), field('b')]), ['a']);
    assert.equal(withTracepoints(hit, [entry]), hit);
    const latency: PlanAnswers = { ...hit, shape: 'latency', end: exit, key: ['vec'] };
    assert.deepEqual(withTracepoints(latency, [entry, other]), {
      ...noAnswers,
      tracepoints: [entry, other],
      shape: 'latency',
      values: hit.values,
    });
    assert.equal(withTracepoints(latency, [entry, exit, other]).shape, undefined);
  });
});
