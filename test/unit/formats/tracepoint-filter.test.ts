import assert from 'node:assert/strict';
import fc from 'fast-check';
import { filterTracepoints, tracepointFilter, type FilterEntry } from '../../../core/formats/tracepoint-filter';
import { indexCapture } from '../../../core/formats/kernel-index';
import { shippedCaptures } from './support';

const capture = shippedCaptures().find(({ kernel }) => kernel === 'debian12-6.1') ?? assert.fail();
const index = indexCapture(capture.text);
const all = index.names.map((name) => ({
  name,
  fields: index.get(name)?.fields.map((field) => field.name) ?? [],
}));

function found(text: string, entries: readonly FilterEntry[] = all): string[] {
  const filter = tracepointFilter(text);
  return filter ? filterTracepoints(entries, filter).map(({ entry }) => entry.name) : [];
}

describe('filtering tracepoints', () => {
  it('finds by letters, the best first', () => {
    assert.equal(found('blkcmp')[0], 'block/block_rq_complete');
    assert.equal(found('schedswitch')[0], 'sched/sched_switch');
    assert.equal(found('sys_enter_openat')[0], 'syscalls/sys_enter_openat');
  });

  it('takes words in any order, and wants all of them', () => {
    assert.deepEqual(found('complete block rq'), ['block/block_rq_complete']);
    assert.deepEqual(found('rq block complete'), found('complete block rq'));
    assert.deepEqual(found('sched_switch nothing_such'), []);
  });

  it('takes globs over the whole name, in both spellings, and over the event; in the kernel’s order', () => {
    const sched = index.names.filter((name) => name.startsWith('sched/'));
    assert.ok(sched.length > 10);
    assert.deepEqual(found('sched:*'), sched);
    assert.deepEqual(found('sched/*'), sched);
    const opens = index.names.filter((name) => name.startsWith('syscalls/sys_enter_open'));
    assert.deepEqual(found('*/sys_enter_open*'), opens);
    assert.deepEqual(found('sys_enter_open*'), opens);
    assert.deepEqual(found('sched_switc[gh]'), ['sched/sched_switch']);
  });

  it('narrows a glob by further words', () => {
    assert.deepEqual(found('sched:* switch'), ['sched/sched_switch']);
  });

  it('finds by the name of a field, after all that has the name itself', () => {
    assert.ok(found('nr_sector').includes('block/block_rq_complete'));
    const pids = filterTracepoints(all, tracepointFilter('pid') ?? assert.fail());
    const firstByField = pids.findIndex(({ match }) => match.fields.length > 0);
    assert.ok(firstByField > 0);
    assert.ok(pids.slice(firstByField).every(({ match }) => match.fields.length > 0));
    assert.deepEqual(pids.find(({ entry }) => entry.name === 'sched/sched_switch')?.match.fields, [
      'prev_pid',
      'next_pid',
    ]);
  });

  it('takes field: for fields alone, anywhere in their names, and as a glob', () => {
    assert.ok(!found('field:pid').includes('syscalls/sys_exit_pidfd_open'));
    assert.ok(found('field:pid').includes('sched/sched_switch'));
    assert.ok(found('field:ector').includes('block/block_rq_complete'));
    assert.deepEqual(found('field:prev_* sched:*'), ['sched/sched_switch']);
  });

  it('does not know fields that it was not given', () => {
    assert.deepEqual(found('prev_pid', [{ name: 'sched/sched_switch' }]), []);
  });

  it('is none without a word', () => {
    for (const text of ['', '  ', 'field:', ' field: ']) assert.equal(tracepointFilter(text), undefined);
  });

  it('marks what a glob has besides wildcards', () => {
    const filter = tracepointFilter('*:sched_sw*') ?? assert.fail();
    assert.deepEqual(filter({ name: 'sched/sched_switch' })?.positions, [5, 6, 7, 8, 9, 10, 11, 12, 13]);
  });

  it('never throws, marks what is in the name only, and does not depend on the order of words', () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from('ab*?[]!/: fieldx')), maxLength: 30 });
    const name = fc.string({ unit: fc.constantFrom(...Array.from('abx_')), minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(text, name, name, fc.array(name), (typed, category, event, fields) => {
        const entry = { name: `${category}/${event}`, fields };
        const match = tracepointFilter(typed)?.(entry);
        for (const at of match?.positions ?? []) assert.ok(at < entry.name.length);
        for (const field of match?.fields ?? []) assert.ok(fields.includes(field));
        const turned = typed.trim().split(/\s+/).reverse().join(' ');
        assert.equal(tracepointFilter(turned)?.(entry) !== undefined, match !== undefined);
      }),
    );
  });
});
