import assert from 'node:assert/strict';
import { scanSource } from '../../../core/source/scan';

/** `type name@offset:size` of the last struct's members, joined; `[n]` after the name is its length, `?` what is not known. */
function members(text: string): string {
  return (scanSource(text).structs.at(-1)?.members ?? [])
    .map(({ name, type, offset, size, length }) => {
      return `${type} ${name}${length === undefined ? '' : `[${length}]`}@${offset ?? '?'}:${size ?? '?'}`;
    })
    .join(', ');
}

const inStruct = (text: string): string => `struct x {\n\t${text}\n};\n`;

/** The offsets are those of clang 14, -target bpf, with the kernel's typedefs. */
const layouts: readonly (readonly [text: string, expected: string])[] = [
  [
    inStruct(
      'unsigned long long hidden_pad;\n\tchar prev_comm[16];\n\tpid_t prev_pid;\n\tint prev_prio;\n\tlong prev_state;',
    ),
    'unsigned long long hidden_pad@0:8, char prev_comm[16]@8:16, pid_t prev_pid@24:4, int prev_prio@28:4, long prev_state@32:8',
  ],
  [
    inStruct('__u64 unused;\n\tint __syscall_nr;\n\tlong ret;'),
    '__u64 unused@0:8, int __syscall_nr@8:4, long ret@16:8',
  ],
  [
    inStruct(
      'unsigned short common_type;\n\tunsigned char common_flags;\n\tunsigned char common_preempt_count;\n\tint common_pid;\n\tconst char *filename;\n\tbool ok;\n\t_Bool no;\n\tu16 port;',
    ),
    'unsigned short common_type@0:2, unsigned char common_flags@2:1, unsigned char common_preempt_count@3:1, int common_pid@4:4, const char * filename@8:8, bool ok@16:1, _Bool no@17:1, u16 port@18:2',
  ],
  [
    inStruct('struct trace_entry ent;\n\tlong unsigned int id;'),
    'struct trace_entry ent@0:8, long unsigned int id@8:8',
  ],
  [inStruct('char a, b; int c, *d, e[2];'), 'char a@0:1, char b@1:1, int c@4:4, int * d@8:8, int e[2]@16:8'],
  [
    inStruct('u8 mac[2][3]; short s; __u32 z[0]; char rest[];'),
    'u8 mac[6]@0:6, short s@6:2, __u32 z[0]@8:0, char rest@8:0',
  ],
  [
    inStruct('char a; void (*callback)(int, char *); char **argv; char *names[4];'),
    'char a@0:1, void (*)() callback@8:8, char ** argv@16:8, char * names[4]@24:32',
  ],
  [
    inStruct('enum state state; size_t size; uint8_t a; int64_t b; unsigned c; signed char d;'),
    'enum state state@0:4, size_t size@8:8, uint8_t a@16:1, int64_t b@24:8, unsigned c@32:4, signed char d@36:1',
  ],
  ['struct x { char a; int b; u64 c; } __attribute__((packed));', 'char a@0:1, int b@1:4, u64 c@5:8'],
  ['struct __attribute__((__packed__)) x { char a; int b; };', 'char a@0:1, int b@1:4'],
  ['struct x { char a; int b; } __packed;', 'char a@0:1, int b@1:4'],
  [
    inStruct('char a; int b __attribute__((packed)); char c; int d __attribute__((aligned(16)));'),
    'char a@0:1, int b@1:4, char c@5:1, int d@16:4',
  ],
  [inStruct('char a; __attribute__((aligned(8))) int b; int c __aligned(4);'), 'char a@0:1, int b@8:4, int c@12:4'],
  [inStruct('int a; int b __attribute__((aligned(BIG))); int c;'), 'int a@0:4, int b@?:4, int c@?:4'],
  [inStruct('int a; u32 b : 3, c : 5; int d;'), 'int a@0:4, u32 b@?:?, u32 c@?:?, int d@?:4'],
  [inStruct('int a; int : 4; int d;'), 'int a@0:4, int d@?:4'],
  [inStruct('int a; mystery_t b; int c;'), 'int a@0:4, mystery_t b@?:?, int c@?:4'],
  [
    inStruct('int a; struct unknown *b; mystery_t *c; dev_t dev;'),
    'int a@0:4, struct unknown * b@8:8, mystery_t * c@16:8, dev_t dev@?:?',
  ],
  [inStruct('char comm[TASK_COMM_LEN]; int b;'), 'char comm[16]@0:16, int b@16:4'],
  [`#define LEN (32) /* bytes */\n${inStruct('char a[LEN]; int b;')}`, 'char a[32]@0:32, int b@32:4'],
  [`#define LEN 32\n#define LEN 64\n${inStruct('char a[LEN]; int b;')}`, 'char a@?:?, int b@?:4'],
  [inStruct('char a[OTHER]; int b;'), 'char a@?:?, int b@?:4'],
  [inStruct('char a[4 + 4]; char b[0x10]; int c;'), 'char a@?:?, char b[16]@?:16, int c@?:4'],
  [
    'struct in { char a; u64 b; char c; };\nstruct x { char p; struct in i[2]; int q; };',
    'char p@0:1, struct in i[2]@8:48, int q@56:4',
  ],
  [
    'typedef unsigned int word; typedef word word_t; typedef char comm_t[16]; typedef void *ptr;\nstruct x { char a; word_t b; comm_t c; ptr d; };',
    'char a@0:1, word_t b@4:4, comm_t c@8:16, ptr d@24:8',
  ],
  ['typedef enum { A, B } kind_t;\nstruct x { char a; kind_t b; };', 'char a@0:1, kind_t b@4:4'],
  [
    'union u { char a[3]; short b; };\nstruct x { char a; union u b; char c; };',
    'char a@0:1, union u b@2:4, char c@6:1',
  ],
  [
    inStruct('int a; union { u64 b; struct { u8 c; u16 d; }; }; int e;'),
    'int a@0:4, u64 b@8:8, u8 c@8:1, u16 d@10:2, int e@16:4',
  ],
  [inStruct('int a; struct { char b; int c; } d; char e;'), 'int a@0:4, struct d@4:8, char e@12:1'],
  [
    inStruct('int a;\n#ifdef OLD\n\tint b;\n#else\n\tlong b;\n#endif\n\tint c;'),
    'int a@0:4, int b@?:4, long b@?:8, int c@?:4',
  ],
  [inStruct('int a;\n#define SIZE 4\n\tint b;'), 'int a@0:4, int b@4:4'],
  [inStruct('int a; // int b;\n\t/* int c; */ int d; const volatile int e;'), 'int a@0:4, int d@4:4, const int e@8:4'],
  [inStruct('__uint(type, BPF_MAP_TYPE_HASH); int a;'), 'int a@?:4'],
  [inStruct('int a;; int b;'), 'int a@0:4, int b@4:4'],
  ['struct x {', ''],
  ['struct x {\n\tint a;\n\tint b', 'int a@0:4, int b@4:4'],
  [
    'struct x { int a[99999999999999999999]; int b[4294967296][4294967296]; int c; };',
    'int a@?:?, int b@?:?, int c@?:4',
  ],
];

describe('structs', () => {
  for (const [text, expected] of layouts) {
    it(JSON.stringify(text), () => {
      assert.equal(members(text), expected);
    });
  }

  const names: readonly (readonly [text: string, names: readonly string[]])[] = [
    ['struct a { int x; };', ['struct a']],
    ['typedef struct { int x; } a_t;', ['a_t']],
    ['typedef struct a { int x; } a_t, *a_p;', ['struct a a_t']],
    ['struct a { struct b { int x; } y; };', ['struct a', 'struct b']],
    ['struct { int x; } map SEC(".maps");', []],
    ['struct a;\nstruct a *p;\nstruct a f(struct b *c) { return *(struct a *)c; }', []],
    ['union a { int x; };\nenum b { C };', []],
    ['#define S struct a { int x; };\n', []],
    ['struct a {\n\tint x;\n\nstruct b {\n\tint y;\n};\n', ['struct a', 'struct b']],
    ['struct a {\n\tint x;\n\nint f(void)\n{\n}\n\nstruct b {\n\tint y;\n};\n', ['struct a', 'struct b']],
    ['struct a {\n\tint x;\nSEC("tp/a/b") int f(struct b *c) { }\nstruct b { int y; };', ['struct a', 'struct b']],
    ['typedef struct a {\n\tint x;\n} a_t\n\nstruct b {\n\tint y;\n};\n', ['struct a a_t', 'struct b']],
    ['typedef unsigned\n\nstruct b {\n\tint y;\n};\n', ['struct b']],
  ];
  for (const [text, expected] of names) {
    it(`finds those of ${JSON.stringify(text)}`, () => {
      const found = scanSource(text).structs.map(({ tag, typedefName }) => {
        return [tag === undefined ? '' : `struct ${tag}`, typedefName ?? ''].join(' ').trim();
      });
      assert.deepEqual(found, expected);
    });
  }

  it('gives ranges', () => {
    const text = 'typedef struct tag { const char *a, b[2]; struct { int c; }; } name_t;';
    const [struct] = scanSource(text).structs;
    assert.ok(struct?.tagRange);
    const ranges = [
      struct.tagRange,
      struct.range,
      ...struct.members.flatMap(({ range, nameRange }) => [range, nameRange]),
    ];
    assert.deepEqual(
      ranges.map(({ start, end }) => text.slice(start, end)),
      ['tag', text, 'const char *a', 'a', 'b[2]', 'b', 'int c', 'c'],
    );
  });

  it('tells packed and relocated ones', () => {
    const [packed, relocated, plain] = scanSource(
      'struct a { int x; } __packed; struct b { int x; } __attribute__((preserve_access_index)); struct c { int x; };',
    ).structs;
    assert.deepEqual([packed?.packed, relocated?.packed, plain?.packed], [true, false, false]);
    assert.deepEqual(
      [packed?.preserveAccessIndex, relocated?.preserveAccessIndex, plain?.preserveAccessIndex],
      [undefined, true, undefined],
    );
  });
});
