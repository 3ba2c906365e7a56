import assert from 'node:assert/strict';
import { checkFleet } from '../../../core/check/fleet';
import { linesOf } from '../../../core/source/lines';
import { scanSource } from '../../../core/source/scan';
import { shipped } from './kernels';

const kernels = ['debian12-6.1', 'debian12-6.1-rt', 'debian13-6.12'].map(shipped);

const found = (text: string): string[] =>
  checkFleet(scanSource(text), kernels).map(({ finding, targets }) => `${finding.code}: ${targets.join(' ')}`);

describe('one file against a fleet', () => {
  it('says once what is the same everywhere', () => {
    assert.deepEqual(found('SEC("tp/sched/sched_swich") int f(void *ctx) { return 0; }'), [
      'unknown-tracepoint: debian12-6.1 debian12-6.1-rt debian13-6.12',
    ]);
  });

  it('says apart what differs, in the text’s order', () => {
    const text = `struct sw { unsigned long long pad; char prev_comm[16]; int prev_pid; };
SEC("tp/sched/sched_switch") int f(struct sw *ctx) { return ctx->prev_pid; }
SEC("tp/block/block_io_start") int g(void *ctx) { return 0; }`;
    assert.deepEqual(found(text), [
      'layout-mismatch: debian12-6.1-rt',
      // The one is not told of a kernel that has it, as nobody gave it others.
      'unknown-tracepoint: debian12-6.1 debian12-6.1-rt',
    ]);
  });
});

describe('lines', () => {
  it('end in three ways, and are counted from 1', () => {
    const position = linesOf('a\nbc\r\nd\re');
    const places = [0, 1, 2, 4, 6, 7, 8, 9].map((offset) => Object.values(position(offset)).join(':'));
    assert.deepEqual(places, ['1:1', '1:2', '2:1', '2:3', '3:1', '3:2', '4:1', '4:2']);
  });
});
