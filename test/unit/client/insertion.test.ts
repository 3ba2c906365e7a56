import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describeTracepoint } from '../../../core/formats/describe';
import { realTracepoint } from '../formats/support';
import { compileErrors } from '../generate/clang';
import { fieldRead, freeName, hasProgramHead, programInsertion } from '../../../client/explorer/insertion';

/** The text with the program put in; `|` is the cursor. */
function inserted(marked: string): string {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { offset, text: added } = programInsertion(text, cursor, 'NEW\n');
  return text.slice(0, offset) + added + text.slice(offset);
}

describe('a program that is put into a file', () => {
  for (const [what, before, after] of [
    ['into an empty one', '|', 'NEW\n'],
    ['at the end, where the cursor is in code', 'int |a;\n', 'int a;\n\nNEW\n'],
    ['at an empty line between functions', 'int a;\n\n|\n\nint b;\n', 'int a;\n\nNEW\n\n\nint b;\n'],
    ['not into a function', 'int f()\n{\n|\n}\n', 'int f()\n{\n\n}\n\nNEW\n'],
    ['not into a comment', '/*\n|\n*/\n', '/*\n\n*/\n\nNEW\n'],
    ['after a brace that only a string holds', 'char *a = "{";\n|\nint b;\n', 'char *a = "{";\n\nNEW\n\nint b;\n'],
    ['after a last line without an end', 'int a;|', 'int a;\n\nNEW\n'],
    ['into one with Windows line ends', 'int |a;\r\n', 'int a;\r\n\nNEW\n'],
  ] as const)
    it(what, () => assert.equal(inserted(before), after));

  it('stands as a whole in any text, which keeps all it had', () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from('{}()\n\r "/*a;')), maxLength: 40 });
    fc.assert(
      fc.property(text, fc.nat(40), (before, at) => {
        const { offset, text: added } = programInsertion(before, Math.min(at, before.length), 'NEW');
        assert.ok(offset >= 0 && offset <= before.length);
        assert.equal(added.trim(), 'NEW');
      }),
    );
  });

  it('has names that the file has not', () => {
    assert.equal(freeName('int on_x; // on_x_2', 'on_x'), 'on_x_3');
    assert.equal(freeName('int on_x_y;', 'on_x'), 'on_x');
  });

  it('comes with its includes where the file has none', () => {
    assert.equal(hasProgramHead('#include <bpf/bpf_helpers.h>\n'), true);
    assert.equal(hasProgramHead('# include "bpf_helpers.h"\n'), true);
    assert.equal(hasProgramHead('// #include <bpf/bpf_helpers.h>\n'), false);
  });
});

describe('a field that is put into a program', () => {
  /** What is inserted at `|`: the read of a field of a real tracepoint. */
  function read(marked: string, name: string, fieldName: string): ReturnType<typeof fieldRead> {
    const description = describeTracepoint(realTracepoint('debian12-6.1', name));
    const field = description.fields.find((each) => each.name === fieldName);
    assert.ok(field);
    const cursor = marked.indexOf('|');
    return fieldRead(marked.replace('|', ''), cursor, { description, field });
  }

  it('is read through the name that the program has for its context', () => {
    const source = 'SEC("tp/sched/sched_switch")\nint f(struct x *args)\n{\n\t|\n}\n';
    const inside = { read: 'args->prev_pid', tracepoint: 'sched/sched_switch' };
    assert.deepEqual(read(source, 'sched/sched_switch', 'prev_pid'), inside);
    assert.equal(read(source, 'sched/sched_process_exec', 'old_pid').read, 'args->old_pid');
  });

  it('is read through ctx outside of programs; a dynamic one by the name of its place', () => {
    assert.deepEqual(read('|', 'sched/sched_process_exec', 'filename'), { read: 'ctx->__data_loc_filename' });
  });

  const kernels = `struct trace_entry { int pid; };
struct trace_event_raw_sys_enter { struct trace_entry ent; long id; unsigned long args[6]; } CORE;
struct trace_event_raw_sys_exit { struct trace_entry ent; long id; long ret; } CORE;
struct syscall_trace_enter { struct trace_entry ent; int nr; unsigned long args[]; } CORE;
struct by_hand { unsigned long long pad; long number; unsigned long long in[4]; };
struct renamed { unsigned long long pad; char from[16]; int from_pid; };
`.replaceAll('CORE', '__attribute__((preserve_access_index))');

  for (const [type, name, fieldName, wanted] of [
    ['trace_event_raw_sys_enter', 'syscalls/sys_enter_openat', 'filename', 'args[1]'],
    ['trace_event_raw_sys_enter', 'syscalls/sys_enter_openat', '__syscall_nr', 'id'],
    ['syscall_trace_enter', 'syscalls/sys_enter_openat', 'mode', 'args[3]'],
    ['trace_event_raw_sys_exit', 'syscalls/sys_exit_openat', 'ret', 'ret'],
    ['by_hand', 'syscalls/sys_enter_openat', 'dfd', 'in[0]'],
    ['trace_event_raw_sys_enter', 'raw_syscalls/sys_enter', 'args', 'args[0]'],
    ['renamed', 'sched/sched_switch', 'prev_pid', 'from_pid'],
    ['renamed', 'sched/sched_switch', 'prev_comm', 'from'],
  ] as const)
    it(`is ${wanted} of struct ${type} for ${fieldName} of ${name}, which compiles`, () => {
      const head = `#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n${kernels}`;
      const source = `${head}SEC("tp/${name}")\nint f(struct ${type} *ctx)\n{\n\treturn (long)|;\n}\n`;
      const inserted = read(source, name, fieldName).read;
      assert.equal(inserted, `ctx->${wanted}`);
      assert.equal(compileErrors(source.replace('|', inserted)), '');
    });
});
