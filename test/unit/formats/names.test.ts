import assert from 'node:assert/strict';
import { matchGlob } from '../../../core/formats/glob';
import { isNamePart, normaliseName, splitName } from '../../../core/formats/names';
import { nearestNames } from '../../../core/formats/nearest';

describe('a name', () => {
  it('is printed with a slash, whatever was typed', () => {
    assert.equal(normaliseName('sched:sched_switch'), 'sched/sched_switch');
    assert.equal(normaliseName(' sched/sched_switch '), 'sched/sched_switch');
    assert.equal(normaliseName('sched'), 'sched');
    assert.equal(normaliseName('a/b:c'), 'a/b:c');
  });

  it('can be one that real kernels have', () => {
    for (const part of ['9p', 'xhci-hcd', 'sched_switch', '__probe', 'p_vfs.part.0']) assert.ok(isNamePart(part), part);
  });

  it('cannot leave its folder or its C string', () => {
    for (const part of ['', '.', '..', '.hidden', '-rf', 'a/b', 'a b', 'a"b', 'a\nb', 'a*/b', 'ä', 'a'.repeat(201)]) {
      assert.equal(isNamePart(part), false, part);
    }
    assert.deepEqual(splitName('a:b'), { category: 'a', event: 'b' });
    for (const name of ['a', 'a/', '/b', 'a/b/c', 'a:b:c', 'a/../b']) assert.equal(splitName(name), undefined, name);
  });
});

describe('a glob', () => {
  const cases: readonly [string, string, boolean][] = [
    ['sched/sched_switch', 'sched/sched_switch', true],
    ['sched:sched_switch', 'sched/sched_switch', true],
    ['sched/sched_switch', 'sched:sched_switch', true],
    ['sched/sched', 'sched/sched_switch', false],
    ['', 'a/b', false],
    ['*', 'a/b', true],
    ['**', 'a/b', true],
    ['*openat*', 'syscalls/sys_enter_openat2', true],
    ['sched:*', 'sched/sched_switch', true],
    ['sched:*', 'schedule/x', false],
    ['*:sys_enter_*', 'syscalls/sys_enter_read', true],
    ['*switch', 'sched/sched_switch', true],
    ['*switch', 'sched/sched_switched', false],
    ['sched?sched_switch', 'sched/sched_switch', true],
    ['a/?', 'a/', false],
    ['a/[bc]', 'a/c', true],
    ['a/[bc]', 'a/d', false],
    ['a/[a-c]x', 'a/bx', true],
    ['a/[!a-c]', 'a/b', false],
    ['a/[!a-c]', 'a/d', true],
    ['a/[^a-c]', 'a/d', true],
    ['a/[]x]', 'a/]', true],
    ['a/[!]]', 'a/]', false],
    ['a/[a-]', 'a/-', true],
    ['a/[', 'a/[', true],
    ['a/[b', 'a/b', false],
    ['a.b/c', 'aXb/c', false],
    ['a/(b+)+', 'a/bb', false],
    ['*a*b*c', 'xaxbxaxbxc/c', true],
  ];
  for (const [pattern, name, expected] of cases) {
    it(`${pattern} ${expected ? 'matches' : 'does not match'} ${name}`, () => {
      assert.equal(matchGlob(pattern, name), expected);
    });
  }

  it('ends on a pattern made to be slow', () => {
    // Takes longer than the universe lasts where every star may try every length.
    assert.equal(matchGlob('*a'.repeat(60) + 'b', 'a'.repeat(200)), false);
  });
});

describe('the nearest names', () => {
  const index = {
    names: [
      ...['block/block_rq_complete', 'block/block_rq_issue', 'kmem/kfree', 'kmem/kmalloc', 'net/netif_rx'],
      ...['sched/sched_switch', 'sched/sched_wakeup', 'sched/sched_wakeup_new', 'skb/kfree_skb'],
      ...['syscalls/sys_enter_openat', 'syscalls/sys_enter_openat2', 'syscalls/sys_exit_openat'],
    ],
  };

  const cases: readonly [string, readonly string[]][] = [
    ['sched/sched_swich', ['sched/sched_switch']],
    ['sched:sched_swithc', ['sched/sched_switch']],
    ['shced/sched_switch', ['sched/sched_switch']],
    ['skb/kfree', ['kmem/kfree', 'skb/kfree_skb']],
    ['kfere', ['kmem/kfree']],
    ['sched_switch', ['sched/sched_switch']],
    ['SCHED/SCHED_SWITCH', ['sched/sched_switch']],
    ['sched/sched_wakeu', ['sched/sched_wakeup', 'sched/sched_wakeup_new']],
    [
      'syscalls/sys_enter_opent',
      ['syscalls/sys_enter_openat', 'syscalls/sys_enter_openat2', 'syscalls/sys_exit_openat'],
    ],
    ['random/urandom_read', []],
    ['', []],
    ['x'.repeat(100_000), []],
  ];
  for (const [typed, expected] of cases) {
    it(`of “${typed.slice(0, 40)}” are ${expected.length === 0 ? 'none' : expected.join(', ')}`, () => {
      const found = nearestNames(index, typed, 3);
      assert.deepEqual(found.slice(0, Math.max(expected.length, 0)), expected);
      if (expected.length === 0) assert.deepEqual(found, []);
    });
  }

  it('are no more than asked for', () => {
    assert.deepEqual(nearestNames(index, 'syscalls/sys_enter_opent', 1), ['syscalls/sys_enter_openat']);
    assert.deepEqual(nearestNames(index, 'syscalls/sys_enter_opent', 0), []);
  });
});
