/** Objects can be damaged, and bytes can be anything: reading ends and gives sane values. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { columnsOf } from '../../../../core/btf/values/columns';
import { decode } from '../../../../core/btf/values/decode';
import { mapTypes, readObjectTypes, structNames, namedShape } from '../../../../core/btf/values/object';
import { compile, mapOf } from './compiled';

const whole = compile(
  mapOf(
    'struct key',
    'struct value',
    `enum e { A, B = -3 }; struct key { __u32 pid; char comm[16]; };
     struct value { __u64 n; enum e e; __u32 bit : 3; union { int x; float f; }; struct key in[2]; __u32 slots[8]; struct value *next; };
     int counter;`,
  ) + 'SEC("tp/a/b") int f(void *ctx) { return counter++; }',
);

const btfAt = Buffer.from(whole).indexOf(Buffer.from([0x9f, 0xeb, 1, 0, 24, 0, 0, 0]));

/** A word, a byte, or the end is changed, most of them in `.BTF`. */
const edit = fc.record({
  what: fc.constantFrom('word', 'word', 'word', 'byte', 'cut'),
  where: fc.constantFrom('btf', 'btf', 'file'),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  value: fc.oneof(fc.nat(60), fc.nat(0xffffffff), fc.constantFrom(0x7fffffff, 0x84ff0fff, 0x0d00ffff)),
});

const damaged = fc.array(edit, { minLength: 1, maxLength: 8 }).map((edits) => {
  let bytes = Uint8Array.from(whole);
  for (const { what, where, at, value } of edits) {
    const [from, length] = where === 'btf' ? [btfAt, 1700] : [0, bytes.length];
    const place = Math.floor(from + at * Math.max(Math.min(length, bytes.length - from), 0));
    if (what === 'cut') bytes = value % 4 === 0 ? bytes.slice(0, place) : bytes;
    else if (what === 'byte' && place < bytes.length) bytes[place] = value & 0xff;
    else if (place - (place % 4) + 4 <= bytes.length)
      new DataView(bytes.buffer).setUint32(place - (place % 4), value, true);
  }
  return bytes;
});

const kinds = ['number', 'bigint', 'string'];

describe('damaged objects and values', function () {
  this.timeout(60_000);

  it('.BTF is where the test damages it', () => assert.ok(btfAt > 0));

  it('are read to an end', () => {
    const sizes = fc.record({ keySize: fc.constantFrom(0, 4, 20), valueSize: fc.constantFrom(0, 4, 104) });
    fc.assert(
      fc.property(damaged, sizes, fc.uint8Array({ maxLength: 120 }), (bytes, { keySize, valueSize }, data) => {
        const object = readObjectTypes(bytes);
        const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
        for (const name of ['counts', 'x.bss']) {
          const types = mapTypes(object, { name, keySize, valueSize });
          assert.equal(types.value.size, valueSize);
          for (const shape of [types.key, types.value]) {
            decode(shape, view);
            for (const column of columnsOf(shape, 'value')) assert.ok(kinds.includes(typeof column.read(view, 0)));
          }
        }
        for (const name of structNames(object).slice(0, 20)) namedShape(object, name);
      }),
      { numRuns: 1500 },
    );
  });
});
