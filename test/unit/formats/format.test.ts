import assert from 'node:assert/strict';
import { parseFormat } from '../../../core/formats/format';
import type { Field, Tracepoint } from '../../../core/formats/types';
import { fixture, formatText, realTracepoint, realtimeCommon, tracepointOf, tracepointWith } from './support';

const place = ({ name, offset, size }: Field): string => `${name}@${offset}:${size}`;
const places = (fields: readonly Field[]): string => fields.map(place).join(' ');

function problemsOf(text: string, name = 'c/e'): string {
  return parseFormat(text, name)
    .problems.map(({ line, message }) => `${line ?? '-'}: ${message}`)
    .join('\n');
}

describe('a format file', () => {
  it('gives everything it says about sched_switch', () => {
    const tracepoint = realTracepoint('debian12-6.1', 'sched/sched_switch');
    assert.equal(tracepoint.category, 'sched');
    assert.equal(tracepoint.event, 'sched_switch');
    assert.equal(tracepoint.name, 'sched/sched_switch');
    assert.match(fixture('debian12-6.1', 'sched/sched_switch'), new RegExp(`^ID: ${tracepoint.id}$`, 'm'));
    assert.equal(tracepoint.kind, 'record');
    assert.equal(tracepoint.attachable, true);
    assert.equal(tracepoint.recordSize, 64);
    assert.match(tracepoint.printFormat, /^"prev_comm=%s .*REC->next_prio$/);
    assert.deepEqual(tracepoint.commonFields, [
      { name: 'common_type', type: 'unsigned short', offset: 0, size: 2, signed: false },
      { name: 'common_flags', type: 'unsigned char', offset: 2, size: 1, signed: false },
      { name: 'common_preempt_count', type: 'unsigned char', offset: 3, size: 1, signed: false },
      { name: 'common_pid', type: 'int', offset: 4, size: 4, signed: true },
    ]);
    assert.deepEqual(tracepoint.fields.slice(0, 3), [
      { name: 'prev_comm', type: 'char', offset: 8, size: 16, signed: true, length: 16 },
      { name: 'prev_pid', type: 'pid_t', offset: 24, size: 4, signed: true },
      { name: 'prev_prio', type: 'int', offset: 28, size: 4, signed: true },
    ]);
  });

  it('keeps a print format of several lines whole', () => {
    assert.equal(realTracepoint('debian12-6.1', 'mmap/exit_mmap').printFormat, '"mt_mod %p, DESTROY\n", REC->mt');
  });

  it('does not take lines of the print format for fields', () => {
    const text = `${formatText('e', ['int a @8:4'])}\tfield:int b;\toffset:12;\tsize:4;\tsigned:1;\n`;
    const tracepoint = tracepointOf(text, 'c/e');
    assert.equal(places(tracepoint.fields), 'a@8:4');
    assert.match(tracepoint.printFormat, /field:int b/);
  });

  it('reads carriage returns as the same text', () => {
    const text = fixture('debian12-6.1', 'mmap/exit_mmap');
    assert.deepEqual(
      tracepointOf(text.replaceAll('\n', '\r\n'), 'mmap/exit_mmap'),
      tracepointOf(text, 'mmap/exit_mmap'),
    );
  });

  it('starts own fields wherever the kernel does: PREEMPT_RT adds a common field', () => {
    const tracepoint = tracepointWith('c/e', ['int a @12:4', 'u64 b @16:8'], realtimeCommon);
    assert.equal(tracepoint.commonFields.at(-1)?.name, 'common_preempt_lazy_count');
    assert.equal(places(tracepoint.fields), 'a@12:4 b@16:8');
    assert.equal(tracepoint.recordSize, 24);
  });

  it('tells common fields by the first block, not by the name alone', () => {
    const tracepoint = tracepointWith('c/e', ['int common_cause @8:4', 'int b @12:4']);
    assert.equal(places(tracepoint.fields), 'common_cause@8:4 b@12:4');
  });

  it('is read without a path too, then without a category', () => {
    const tracepoint = tracepointOf(formatText('lone', ['int a @8:4']));
    assert.deepEqual([tracepoint.category, tracepoint.name], ['', 'lone']);
  });

  it('takes the size of the record from the common fields where it has no other', () => {
    assert.equal(tracepointWith('c/e', []).recordSize, 8);
  });

  it('puts fields in record order', () => {
    assert.equal(places(tracepointWith('c/e', ['int b @12:4', 'int a @8:4']).fields), 'a@8:4 b@12:4');
  });
});

describe('the length of an array', () => {
  const lengthOf = (field: string): number | undefined => tracepointWith('c/e', [field]).fields[0]?.length;
  const cases: readonly [string, number | undefined][] = [
    ['char comm[16] @8:16', 16],
    ['char comm[TASK_COMM_LEN] @8:16', 16],
    ['unsigned long args[6] @8:48', 6],
    ['unsigned long[6] args @8:48', 6],
    ['__u8 grid[2][8] @8:16', 16],
    ['u32 dwords[WRONG] @8:12', 3],
    ['struct in6_addr addrs[2] @8:32', 2],
    ['struct in6_addr addrs[MANY] @8:32', undefined],
    ['char buf[] @8:0', 0],
    ['char scalar @8:1', undefined],
    ['__data_loc char[] name @8:4', undefined],
  ];
  for (const [field, length] of cases) {
    it(`of ${field} is ${length ?? 'not told'}`, () => assert.equal(lengthOf(field), length));
  }
});

describe('a syscall', () => {
  it('has a number and arguments of 8 bytes', () => {
    const tracepoint = realTracepoint('debian12-6.1', 'syscalls/sys_enter_openat');
    assert.equal(tracepoint.kind, 'syscall-enter');
    assert.equal(places(tracepoint.fields), '__syscall_nr@8:4 dfd@16:8 filename@24:8 flags@32:8 mode@40:8');
    assert.equal(tracepoint.recordSize, 48);
  });

  it('has a result', () => {
    const tracepoint = realTracepoint('debian12-6.1', 'syscalls/sys_exit_openat');
    assert.equal(tracepoint.kind, 'syscall-exit');
    assert.equal(places(tracepoint.fields), '__syscall_nr@8:4 ret@16:8');
  });

  it('never shows the __…_val fields, which BPF does not get', () => {
    const fields = [
      'int __syscall_nr @8:4:1',
      'const char * filename @16:8',
      'int flags_val @24:8',
      'u64 __plain_val @32:8',
      '__data_loc char[] __filename_val @40:4',
      '__data_loc u8[] __buf_val @44:4',
    ];
    const tracepoint = tracepointWith('syscalls/sys_enter_x', fields);
    assert.equal(places(tracepoint.fields), '__syscall_nr@8:4 filename@16:8 flags_val@24:8 __plain_val@32:8');
    assert.equal(tracepoint.recordSize, 40);
    assert.equal(tracepointWith('other/sys_enter_x', fields).fields.length, 6);
  });

  it('is a record for raw_syscalls', () => {
    const tracepoint = realTracepoint('debian12-6.1', 'raw_syscalls/sys_enter');
    assert.equal(tracepoint.kind, 'record');
    assert.deepEqual(tracepoint.fields[1], {
      ...{ name: 'args', type: 'unsigned long', offset: 16, size: 48, signed: false, length: 6 },
    });
  });
});

describe('what BPF can attach to', () => {
  const attachable = (name: string, fields: readonly string[] = ['int a @8:4']): boolean =>
    tracepointWith(name, fields).attachable;

  it('is ordinary tracepoints and syscalls', () => {
    assert.ok(attachable('sched/x'));
    assert.ok(attachable('syscalls/sys_enter_x'));
  });

  for (const category of ['ftrace', 'kprobes', 'uprobes', 'eprobes', 'synthetic']) {
    it(`is nothing in ${category}`, () => assert.equal(attachable(`${category}/x`), false));
  }

  for (const field of ['__probe_ip', '__probe_func', '__probe_ret_ip']) {
    it(`is no probe in a group of its own: ${field}`, () => {
      assert.equal(attachable('mine/x', [`unsigned long ${field} @8:8`]), false);
    });
  }
});

describe('a malformed format file', () => {
  const good = formatText('e', ['int a @8:4:1', 'int b @12:4:1']);

  function fieldsLeft(fields: readonly string[]): { left: string; problems: string } {
    const text = formatText('e', fields);
    const { tracepoint } = parseFormat(text, 'c/e');
    return { left: places(tracepoint?.fields ?? []), problems: problemsOf(text) };
  }

  const costs: readonly [string, string, RegExp][] = [
    ['a negative offset', 'int b @-12:4', /^10: Offset or size of b/],
    ['an offset that is no number', 'int b @x:4', /^10: Offset or size of b/],
    ['a field beyond any record', 'int b @65534:4', /^10: Field b would end after 65535 bytes/],
    ['a second field of the same name', 'int a @12:4', /^10: There are two fields named a/],
    ['an overlap', 'int b @10:4', /^10: Field b at offset 10 overlaps/],
    ['a declaration without a name', 'unsigned int @12:4', /^10: The declaration has no type/],
  ];
  for (const [what, field, problem] of costs) {
    it(`loses one field to ${what}`, () => {
      const { left, problems } = fieldsLeft(['int a @8:4', field, 'int c @16:4']);
      assert.equal(left, 'a@8:4 c@16:4');
      assert.match(problems, problem);
      assert.equal(problems.split('\n').length, 1);
    });
  }

  it('loses a field whose line is cut', () => {
    const { tracepoint } = parseFormat(good.replace('\tsize:4;\tsigned:1;\n\nprint', '\n\nprint'), 'c/e');
    assert.equal(places(tracepoint?.fields ?? []), 'a@8:4');
  });

  it('keeps a field without a sign, unsigned', () => {
    const text = good.replaceAll('\tsigned:1;', '');
    assert.deepEqual(parseFormat(text, 'c/e').tracepoint?.fields[0]?.signed, false);
    assert.match(problemsOf(text), /“signed” of a is neither 0 nor 1/);
  });

  const missing: readonly [string, string, RegExp, boolean][] = [
    ['the name', good.replace('name: e\n', ''), /^-: The line “name:” is missing\.$/, true],
    ['the number', good.replace('ID: 7\n', ''), /^-: The line “ID:” with its number is missing\.$/, true],
    ['the print format', good.replace(/print fmt[^]*/, ''), /^-: It is cut off: there is no “print fmt:”\.$/, false],
    ['all fields', good.replace(/\tfield.*\n/g, ''), /^-: It has no field that can be read\.$/, false],
  ];
  for (const [what, text, problem, kept] of missing) {
    it(`without ${what} is ${kept ? 'kept' : 'lost'}, with a problem`, () => {
      assert.match(problemsOf(text), problem);
      assert.equal(parseFormat(text, 'c/e').tracepoint !== undefined, kept);
    });
  }

  it('reports a line that belongs to no format file', () => {
    assert.match(problemsOf(good.replace('format:', 'formate:')), /^3: “formate:” is no line/);
  });

  it('that is something else altogether is no tracepoint', () => {
    for (const text of ['', '\0\0\0', 'int main(void) { return 0; }\n', '{"json": true}']) {
      assert.equal(parseFormat(text, 'c/e').tracepoint, undefined);
      assert.notEqual(problemsOf(text), '');
    }
  });

  it('under a name that is none is refused', () => {
    for (const name of ['../../etc', 'c', 'c/e/f', 'c/e;rm', '', 'c/']) {
      assert.equal(parseFormat(good, name).tracepoint, undefined, name);
    }
  });

  it('keeps its path’s name where its own differs, and says so', () => {
    const { tracepoint } = parseFormat(good, 'c/other') as { tracepoint: Tracepoint };
    assert.equal(tracepoint.name, 'c/other');
    assert.match(problemsOf(good, 'c/other'), /Its own name, e, is not that of its path/);
  });
});
