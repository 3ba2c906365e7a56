import assert from 'node:assert/strict';
import fc from 'fast-check';
import { debugStructs } from '../../../../core/btf/values/dwarf';
import { mapTypes, readObjectTypes } from '../../../../core/btf/values/object';
import type { Shape } from '../../../../core/btf/values/shape';
import { compile } from './compiled';

const declarations = `
  #define LEN 16
  enum color { RED, GREEN = 5 }; enum below { UNDER = -2, OVER };
  struct inner { __u16 a; signed char s; };
  struct event {
    __u64 ts; __u32 pid; const volatile char comm[LEN]; enum color color; enum below below : 4; __u32 low : 3; int sign : 5;
    struct inner in[2]; union { __u32 word; float part; }; _Bool flag; __u8 grid[2][3]; void *where; __u64 slots[4]; double d;
    struct { __s64 x; } deep; char tail[];
  };
  typedef struct { __u32 n; } event_t;
`;

/** Written into a buffer only: no map and no function names the types. */
const local = `${declarations}
  static long (*output)(void *, void *, __u64, __u64) = (void *)130;
  struct { __uint(type, 27); __uint(max_entries, 4096); } rb SEC(".maps");
  SEC("tp/a/b") int f(void *ctx) {
    struct event e = { .pid = 1 }; event_t t = { 2 };
    output(&rb, &e, sizeof(e), 0); output(&rb, &t, sizeof(t), 0); return 0;
  }`;

const asValue = `${declarations}
  struct { __uint(type, 1); __uint(max_entries, 8); __type(key, __u32); __type(value, struct event); } counts SEC(".maps");`;

/** Spellings differ between the two: places and kinds must not. */
function places(shape: Shape): unknown {
  const { kind, size } = shape;
  if (shape.kind === 'array') return [kind, size, shape.length, places(shape.element)];
  if (shape.kind === 'enum') return [kind, size, shape.signed, shape.names];
  if (shape.kind === 'int') return [kind, size, shape.signed];
  if (shape.kind !== 'struct' && shape.kind !== 'union') return [kind, size];
  return [kind, size, shape.members.map(({ name, offset, bits, shape: inner }) => [name, offset, bits, places(inner)])];
}

describe('structs of the debugging information', () => {
  for (const version of ['4', '5']) {
    const object = compile(local, [`-gdwarf-${version}`]);

    it(`of DWARF ${version} are as .BTF has them, where it has them`, () => {
      const btf = readObjectTypes(compile(asValue));
      const event = debugStructs(object).get('struct event');
      assert.ok(event);
      const { value, guessed } = mapTypes(btf, { name: 'counts', keySize: 4, valueSize: event.size });
      assert.equal(guessed, false);
      assert.deepEqual(places(event), places(value));
    });

    it(`of DWARF ${version} are found by a typedef’s name too`, () => {
      assert.equal(debugStructs(object).get('event_t')?.size, 4);
      assert.equal(debugStructs(object).get('struct none'), undefined);
    });
  }

  it('are spelled as in the source', () => {
    const event = debugStructs(compile(local)).get('struct event');
    const members = event?.kind === 'struct' ? event.members : [];
    const types = new Map(members.map(({ name, shape }) => [name, shape.type]));
    assert.deepEqual(
      ['ts', 'pid', 'comm', 'color', 'grid', 'where'].map((name) => types.get(name)),
      ['__u64', '__u32', 'char[16]', 'enum color', '__u8[2][3]', 'void *'],
    );
  });

  it('of a damaged object are read to an end', function () {
    this.timeout(60_000);
    const whole = compile(local);
    const edit = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 40 }), (edits) => {
        const bytes = Uint8Array.from(whole);
        for (const [at, value] of edits) bytes[at] = value;
        for (const shape of debugStructs(bytes).values()) assert.ok(Number.isSafeInteger(shape.size));
      }),
      { numRuns: 500 },
    );
  });
});
