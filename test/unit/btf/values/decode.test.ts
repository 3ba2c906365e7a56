import assert from 'node:assert/strict';
import { columnsOf } from '../../../../core/btf/values/columns';
import { decode, type Value } from '../../../../core/btf/values/decode';
import { mapTypes, namedShape, readObjectTypes, structNames } from '../../../../core/btf/values/object';
import type { Shape } from '../../../../core/btf/values/shape';
import { compile, mapOf } from './compiled';

/** The shape of a C type, by way of a map that has it as its value. */
function shapeOfC(type: string, size: number, declarations = ''): Shape {
  const object = readObjectTypes(compile(mapOf('__u32', type, declarations)));
  assert.deepEqual(object.problems, []);
  const { value, guessed } = mapTypes(object, { name: 'counts', keySize: 4, valueSize: size });
  assert.equal(guessed, false, 'the type was not found');
  return value;
}

const view = (...bytes: readonly number[]): DataView => new DataView(Uint8Array.from(bytes).buffer);

/** Structs as plain objects, so that they are easily read. */
function plain(value: Value): unknown {
  if (typeof value !== 'object') return value;
  if ('members' in value) return Object.fromEntries(value.members.map(([name, inner]) => [name, plain(inner)]));
  return value.map(plain);
}

const ff = Array.from({ length: 16 }, () => 0xff);

describe('values decoded by the types that clang wrote', () => {
  const scalars: readonly (readonly [type: string, size: number, bytes: readonly number[], expected: unknown])[] = [
    ['__u64', 8, ff, 18446744073709551615n],
    ['__s64', 8, ff, -1n],
    ['__u32', 4, ff, 4294967295],
    ['__s32', 4, ff, -1],
    ['__u16', 2, [1, 2], 0x201],
    ['short', 2, ff, -1],
    ['__u8', 1, [200], 200],
    ['signed char', 1, [200], -56],
    ['_Bool', 1, [1], true],
    ['char', 1, [65], 'A'],
    ['char', 1, [0], '\\0'],
    ['void *', 8, [0, 0, 0, 0, 0x81, 0x88, 0xff, 0xff], '0xffff888100000000'],
    ['float', 4, [0, 0, 0xc0, 0x3f], 1.5],
    ['double', 8, [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], 1.5],
    ['unsigned __int128', 16, [...ff], 340282366920938463463374607431768211455n],
    ['enum { OFF, ON = 5 }', 4, [5, 0, 0, 0], 'ON'],
    ['enum { OFF, ON = 5 }', 4, [7, 0, 0, 0], 7],
    ['enum { BELOW = -2, ZERO = 0 }', 4, [0xfe, 0xff, 0xff, 0xff], 'BELOW'],
    ['__u8 [4]', 4, [1, 2, 3, 4], [1, 2, 3, 4]],
    [
      '__u16 [2][2]',
      8,
      [1, 0, 2, 0, 3, 0, 4, 0],
      [
        [1, 2],
        [3, 4],
      ],
    ],
  ];
  for (const [type, size, bytes, expected] of scalars) {
    it(`${type} of ${bytes.slice(0, size).join(' ')}`, () => {
      const shape = shapeOfC(`typeof(${type})`, size);
      assert.deepEqual(plain(decode(shape, view(...bytes))), expected);
    });
  }

  it('a struct with everything in it, laid out as clang does', () => {
    const declarations = `
      typedef __u64 ns_t; enum color { RED, GREEN = 5 };
      struct inner { __u16 a; char name[3]; };
      struct whole {
        ns_t start; enum color color : 4; __u32 low : 3; int sign : 5; __u32 : 4; __u32 next : 20;
        struct inner in; union { __u32 word; __u8 byte; }; const volatile struct inner more[2]; _Bool flag; char tail[];
      };`;
    const shape = shapeOfC('struct whole', 48, declarations);
    const bytes = new Uint8Array(48);
    bytes[0] = 9;
    bytes[8] = 5 | (6 << 4);
    bytes[9] = 0b1101_1111;
    bytes[12] = 77;
    bytes.set([7, 0, 0x68, 0x69], 16);
    const data = new DataView(bytes.buffer);
    const start = plain(decode(shape, data)) as Record<string, unknown>;
    assert.equal(start['start'], 9n);
    assert.equal(start['color'], 'GREEN');
    assert.equal(start['low'], 6);
    assert.equal(start['sign'], -2);
    assert.equal(start['next'], 77);
    assert.deepEqual(start['in'], { a: 7, name: 'hi' });
    assert.deepEqual(Object.keys(start).slice(-4), ['word', 'byte', 'more', 'flag']);
  });

  const texts: readonly (readonly [string, readonly number[], string])[] = [
    ['ends at the first zero byte', [104, 105, 0, 120], 'hi'],
    ['may fill its array', [97, 98, 99, 100], 'abcd'],
    ['has markup as it is', [60, 98, 62, 0], '<b>'],
    ['has control characters escaped', [27, 91, 10, 92], '\\x1b[\\n\\\\'],
    ['has UTF-8 where it is valid', [0xc3, 0xa9, 0xe2, 0x82], 'é\\xe2\\x82'],
    ['has a direction mark escaped', [0xe2, 0x80, 0xae, 97], '\\xe2\\x80\\xaea'],
  ];
  const text = shapeOfC('char [4]', 4);
  for (const [what, bytes, expected] of texts) {
    it(`a text ${what}`, () => assert.equal(decode(text, view(...bytes)), expected));
  }

  it('has no end to read past', () => {
    const shape = shapeOfC('struct { __u64 a; char b[8]; __u32 c[1 << 20]; }', 16 + (4 << 20));
    assert.deepEqual(plain(decode(shape, view(1, 2))), { a: 0x201n, b: '', c: [] });
  });
});

describe('what a map holds', () => {
  const object = readObjectTypes(
    compile(`
      struct pair { __u32 pid; char comm[16]; };
      struct { __uint(type, 1); __uint(max_entries, 8); __type(key, struct pair); __type(value, __u64); } a_name_longer_than_kept SEC(".maps");
      struct { __uint(type, 1); __uint(key_size, 4); __uint(value_size, 12); __uint(max_entries, 8); } sizes SEC(".maps");
      __u64 total; int level = 3; static volatile const __u32 limit = 7; static volatile __u32 deep[3];
      SEC("tp/a/b") int f(void *ctx) { total += level + limit; deep[total % 3]++; return 0; }
    `),
  );

  it('is found by the name that the kernel cut', () => {
    const { key, value } = mapTypes(object, { name: 'a_name_longer_t', keySize: 20, valueSize: 8 });
    assert.equal(key.type, 'struct pair');
    assert.equal(value.type, '__u64');
  });

  it('is bytes where only sizes are declared, and says so', () => {
    const types = mapTypes(object, { name: 'sizes', keySize: 4, valueSize: 12 });
    assert.deepEqual([types.key.kind, types.value.kind, types.guessed], ['bytes', 'bytes', true]);
    assert.equal(decode(types.key, view(1, 1, 0, 0)), 257);
    assert.equal(
      decode(types.value, view(1, 2, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
      '01 02 ff 00 00 00 00 00 00 00 00 00',
    );
  });

  it('is bytes where the kernel has another size than the object says', () => {
    const types = mapTypes(object, { name: 'a_name_longer_t', keySize: 20, valueSize: 4 });
    assert.deepEqual([types.key.type, types.value.kind, types.guessed], ['struct pair', 'bytes', true]);
  });

  for (const [name, size, bytes, expected] of [
    ['views.bss', 20, [7, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2], { total: 7n, deep: [1, 2, 0] }],
    ['.data', 4, [3], { level: 3 }],
    ['views.rodata', 4, [7], { limit: 7 }],
  ] as const) {
    it(`is the variables of ${name}`, () => {
      const types = mapTypes(object, { name, keySize: 4, valueSize: size });
      assert.equal(types.variables, true);
      const data = new Uint8Array(size);
      data.set(bytes);
      assert.deepEqual(plain(decode(types.value, new DataView(data.buffer))), expected);
    });
  }

  it('knows structs by their names', () => {
    assert.deepEqual(structNames(object), ['struct pair']);
    assert.equal(namedShape(object, 'struct pair')?.size, 20);
    assert.equal(namedShape(object, 'struct none'), undefined);
    assert.equal(namedShape(object, 'struct pair; x'), undefined);
  });
});

describe('columns', () => {
  it('are one for each member, by its path; structs of a short array have their own', () => {
    const shape = shapeOfC(
      'struct { __u32 a; struct { char n[4]; struct { __u8 x; } in[2]; }; __u32 slots[27]; void *p; }',
      128,
    );
    assert.deepEqual(
      columnsOf(shape, 'value').map(({ name, numeric, list }) => [name, numeric, list?.length]),
      [
        ['a', true, undefined],
        ['n', false, undefined],
        ['in[0].x', true, undefined],
        ['in[1].x', true, undefined],
        ['slots', false, 27],
        ['p', false, undefined],
      ],
    );
  });

  it('read the bytes where they stand', () => {
    const [a, b] = columnsOf(shapeOfC('struct { __u32 a; struct { __u64 b; } in; }', 16), 'value');
    const data = view(9, 9, 1, 0, 0, 0, 9, 9, 9, 9, 2, 0, 0, 0, 0, 0, 0, 0);
    assert.deepEqual([a?.read(data, 2), b?.name, b?.read(data, 2)], [1, 'in.b', 2n]);
  });
});
