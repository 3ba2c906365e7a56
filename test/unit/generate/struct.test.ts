import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Tracepoint } from '../../../core/formats/types';
import { generateStruct, type GeneratedStruct } from '../../../core/generate/struct';
import { fixturesFolder, realTracepoint, realtimeCommon, tracepointWith } from '../formats/support';
import { compileErrors } from './clang';

const types = '#include <linux/types.h>\n';

function generated(tracepoint: Tracepoint, structName?: string, kernel?: string): GeneratedStruct {
  const result = generateStruct(tracepoint, structName, kernel);
  assert.ok(result.ok);
  return result.value;
}

/** Members as `declaration@offset:size`, as the text and its comments have them. */
function members(tracepoint: Tracepoint): string[] {
  return [...generated(tracepoint).text.matchAll(/^\t(.*?); +\/\* (@\d+:\d+)/gm)].map(
    ([, declaration = '', place = '']) => declaration + place,
  );
}

describe('a generated struct', function () {
  this.timeout(30_000);

  const checkedByHand: readonly (readonly [string, string])[] = [
    ['debian12-6.1', 'sched/sched_switch'],
    ['debian12-6.1', 'net/net_dev_start_xmit'],
    ['debian12-6.1', 'syscalls/sys_enter_openat'],
    ['debian12-6.1', 'raw_syscalls/sys_enter'],
    ['debian13-6.12', 'ipi/ipi_send_cpumask'],
  ];
  for (const [kernel, name] of checkedByHand) {
    it(`is as it was compared with the format file: ${name} of ${kernel}`, () => {
      const expected = readFileSync(`${fixturesFolder}/generated/${kernel}.${name.replace('/', '.')}.h`, 'utf8');
      assert.equal(generated(realTracepoint(kernel, name), undefined, kernel).text, expected);
      assert.equal(compileErrors(types + expected), '');
    });
  }

  it('takes its name from the event, or the one given', () => {
    const tracepoint = tracepointWith('c/x-y.z', ['int a @8:4']);
    assert.equal(generated(tracepoint).structName, 'x_y_z_ctx');
    assert.equal(generated(tracepointWith('c/9x', ['int a @8:4'])).structName, '_9x_ctx');
    assert.equal(generated(tracepoint, 'mine').structName, 'mine');
    assert.match(generated(tracepoint, 'mine').text, /^struct mine \{$/m);
  });

  it('refuses a name that is no C identifier', () => {
    for (const name of ['', '1x', 'a b', 'a;', 'int', 'x{}', 'ä', 'typeof', 'a\n']) {
      const result = generateStruct(tracepointWith('c/e', ['int a @8:4']), name);
      assert.deepEqual(result, { ok: false, error: `“${name}” cannot be the name of a C struct.` });
    }
  });

  it('keeps a label inside its comment', () => {
    const { text } = generated(tracepointWith('c/e', ['int a @8:4']), undefined, 'x */ int evil;\n#error');
    assert.match(text, /^\/\* The record of c\/e on x \* \/ int evil; #error\. .*\*\/$/m);
    assert.equal(compileErrors(types + text), '');
  });

  it('starts where the own fields start: 12 on PREEMPT_RT', () => {
    assert.deepEqual(members(tracepointWith('c/e', ['int a @12:4:1', 'u64 b @16:8'], realtimeCommon)), [
      'unsigned char __common[12]@0:12',
      '__s32 a@12:4',
      '__u64 b@16:8',
    ]);
  });

  const cases: readonly [string, readonly string[], readonly string[]][] = [
    ['fills holes', ['u8 a @8:1', 'u32 b @12:4'], ['__u8 a@8:1', 'unsigned char __pad_9[3]@9:3', '__u32 b@12:4']],
    [
      'finds a free name for padding',
      ['u8 __pad_9 @8:1', 'u16 b @10:2'],
      ['__u8 __pad_9@8:1', 'unsigned char __pad_9_2[1]@9:1', '__u16 b@10:2'],
    ],
    [
      'keeps misaligned fields in place as bytes',
      ['u8 a @8:1', 'u32 b @9:4'],
      ['__u8 a@8:1', 'unsigned char b[4]@9:4'],
    ],
    ['keeps misaligned arrays in place as bytes', ['u32 a[2] @10:8'], ['unsigned char a[8]@10:8']],
    ['keeps misaligned dynamic fields as bytes', ['__data_loc char[] a @9:4'], ['unsigned char __data_loc_a[4]@9:4']],
    [
      'names dynamic fields as vmlinux.h does',
      ['__data_loc char[] a @8:4', '__rel_loc u32[] b @12:4'],
      ['__u32 __data_loc_a@8:4', '__u32 __rel_loc_b@12:4'],
    ],
    [
      'takes sign and size from the format',
      ['long a @8:8:1', 'enum x b @16:4', 'bool c @20:1', 'char d @21:1:1'],
      ['__s64 a@8:8', '__u32 b@16:4', '__u8 c@20:1', '__s8 d@21:1'],
    ],
    ['keeps char arrays', ['char a[3] @8:3:1', 'char b[TASK_COMM_LEN] @11:16'], ['char a[3]@8:3', 'char b[16]@11:16']],
    [
      'types arrays by their elements',
      ['u16 a[3] @8:6', 'long b[2] @16:16:1', 'const char *names[2] @32:16'],
      ['__u16 a[3]@8:6', '__s64 b[2]@16:16', '__u64 names[2]@32:16'],
    ],
    [
      'keeps what no integer holds as bytes',
      ['struct in6_addr a @8:16', 'struct x b[2] @24:6'],
      ['unsigned char a[16]@8:16', 'unsigned char b[6]@24:6'],
    ],
    [
      'keeps pointers to char, and hides what others point to',
      ['const char * a @8:8', 'struct page * b @16:8', 'const void * c @24:8', 'char * d @32:8'],
      ['const char *a@8:8', 'void *b@16:8', 'const void *c@24:8', 'char *d@32:8'],
    ],
    [
      'takes per-CPU and 32-bit pointers for numbers',
      ['void __seg_gs * a @8:8', 'void * b @16:4'],
      ['__u64 a@8:8', '__u32 b@16:4'],
    ],
    [
      'changes names that C keeps for itself only',
      ['int default @8:4', 'int new @12:4', 'int class @16:4', 'u64 int @24:8'],
      ['__u32 default_@8:4', '__u32 new@12:4', '__u32 class@16:4', '__u64 int_@24:8'],
    ],
    [
      'keeps changed names apart',
      ['u64 a.b @8:8', 'u64 a_b @16:8', 'u64 __common @24:8'],
      ['__u64 a_b@8:8', '__u64 a_b_2@16:8', '__u64 __common@24:8'],
    ],
    ['has room for fields without size', ['int a @8:4', 'char b[] @12:0'], ['__u32 a@8:4', 'char b[0]@12:0']],
  ];
  for (const [what, fields, expected] of cases) {
    it(what, () => {
      const tracepoint = tracepointWith('c/e', fields);
      assert.deepEqual(
        members(tracepoint).filter(
          (member) => !/^unsigned char __common(_2)?\[|^unsigned char __pad_(14|20)\[/.test(member),
        ),
        expected,
      );
      assert.equal(compileErrors(types + generated(tracepoint).text), '');
    });
  }

  it('says what a changed name was', () => {
    assert.match(generated(tracepointWith('c/e', ['int default @8:4'])).text, /named default in the format file/);
  });

  it('has only the common area where the event has no fields', () => {
    const tracepoint = tracepointWith('c/e', []);
    assert.deepEqual(members(tracepoint), ['unsigned char __common[8]@0:8']);
    assert.equal(compileErrors(types + generated(tracepoint).text), '');
  });

  it('does not compile where an offset is another', () => {
    const { text } = generated(realTracepoint('debian12-6.1', 'sched/sched_switch'));
    const shifted = text.replace('char prev_comm[16]', 'char prev_comm[20]');
    assert.notEqual(shifted, text);
    assert.match(compileErrors(types + shifted), /offset of prev_pid/);
  });
});
