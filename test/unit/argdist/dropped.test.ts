import assert from 'node:assert/strict';
import { counterOffsets, droppedHits, holdsCounters } from '../../../core/argdist/dropped';
import { compile } from '../btf/values/compiled';

const object = compile(`
__u32 other;
__u64 dropped;
__u64 dropped_2;
SEC("tp/a/b") int on_b(void *ctx)
{
	__sync_fetch_and_add(&other, 1);
	__sync_fetch_and_add(&dropped, 1);
	__sync_fetch_and_add(&dropped_2, 1);
	return 0;
}
`);
const section = { name: 'counting.bss', keySize: 4, valueSize: 24 };

/** A reading of the section in which the variables hold these numbers. */
function reading(...numbers: readonly (readonly [name: string, hits: bigint])[]): Uint8Array {
  const bytes = new Uint8Array(section.valueSize);
  for (const [name, hits] of numbers) {
    const [offset = 0] = counterOffsets(object, section, [name]);
    new DataView(bytes.buffer).setBigUint64(offset, hits, true);
  }
  return bytes;
}

describe('hits that found a map full', () => {
  it('are the sum of the variables that count them, and of no other', () => {
    const offsets = counterOffsets(object, section, ['dropped', 'dropped_2']);
    assert.equal(offsets.length, 2);
    assert.equal(new Set(offsets).size, 2);
    assert.equal(droppedHits(reading(['dropped', 5n], ['dropped_2', 1n << 40n]), offsets), (1n << 40n) + 5n);
    assert.equal(droppedHits(reading(['dropped_2', 7n]), counterOffsets(object, section, ['dropped'])), 0n);
  });

  it('are none where the object has no such variable, or what was read is cut', () => {
    assert.deepEqual(counterOffsets(object, section, ['nothing']), []);
    assert.deepEqual(counterOffsets(new Uint8Array(20), section, ['dropped']), []);
    assert.equal(droppedHits(new Uint8Array(7), [0, 1 << 20]), 0n);
  });

  it('are in the map of .bss', () => {
    const names = ['counting.bss', 'object.rodata', 'counts', 'a.bss.more'];
    assert.deepEqual(
      names.filter((name) => holdsCounters({ name })),
      ['counting.bss'],
    );
  });
});
