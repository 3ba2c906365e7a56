/** BTF comes from other machines: whatever it holds, reading ends and gives sane values, and the small blob reads alike. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { minimiseBtf } from '../../../core/btf/minimise';
import { readBtf } from '../../../core/btf/read';
import { sampleKernel } from './blob';

const whole = sampleKernel();

/** A word, a byte, or the end is changed; words are what sizes, kinds and references are. */
const edit = fc.record({
  what: fc.constantFrom('word', 'byte', 'cut'),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  value: fc.oneof(fc.nat(100), fc.nat(0xffffffff), fc.constantFrom(0x7fffffff, 0x84ff0fff, 0x0d00ffff)),
});

const damaged = fc.array(edit, { minLength: 1, maxLength: 12 }).map((edits) => {
  let bytes = Uint8Array.from(whole);
  for (const { what, at, value } of edits) {
    const place = Math.floor(at * bytes.length);
    if (what === 'cut') bytes = value % 4 === 0 ? bytes.slice(0, place) : bytes;
    else if (what === 'byte' && bytes.length > 0) bytes[place] = value & 0xff;
    else if (place - (place % 4) + 4 <= bytes.length) {
      new DataView(bytes.buffer).setUint32(place - (place % 4), value, true);
    }
  }
  return bytes;
});

function readAll(bytes: Uint8Array): number {
  const btf = readBtf(bytes);
  let seen = 0;
  for (const name of [...btf.classes.map((each) => `trace_event_raw_${each}`), 'syscall_tp_t', 'trace_entry']) {
    for (const { size, members } of btf.structs(name)) {
      assert.ok(Number.isInteger(size) && size >= 0);
      for (const member of members) {
        assert.ok(Number.isSafeInteger(member.offset) && member.offset >= 0 && member.name !== '');
        assert.ok(Number.isSafeInteger(member.size) && member.size >= 0 && typeof member.type === 'string');
        assert.ok(member.type.length < 200_000);
        seen++;
      }
    }
  }
  for (const event of btf.rawTracepoints) seen += btf.rawArguments(event)?.length ?? 0;
  assert.ok(btf.problems.length <= 60);
  return seen;
}

describe('damaged BTF', function () {
  this.timeout(60_000);

  it('is read to its end', () => {
    assert.ok(readAll(whole) > 20);
    fc.assert(
      fc.property(damaged, (bytes) => {
        readAll(bytes);
        readAll(minimiseBtf(bytes));
      }),
      { numRuns: 3000 },
    );
  });

  it('is read wherever it is cut', () => {
    for (let end = 0; end < whole.length; end++) readAll(whole.slice(0, end));
  });

  it('is no BTF at all', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => readAll(bytes) >= 0));
  });
});
