import assert from 'node:assert/strict';
import fc from 'fast-check';
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
  const source = 'SEC("tp/sched/sched_switch")\nint f(struct x *args)\n{\n\t\n}\n';
  const field = { name: 'prev_pid', type: 'pid_t', offset: 24, size: 4, signed: true };

  it('is read through the name that the program has for its context', () => {
    const cursor = source.indexOf('\t\n') + 1;
    assert.deepEqual(fieldRead(source, cursor, field), { read: 'args->prev_pid', tracepoint: 'sched/sched_switch' });
  });

  it('is read through ctx outside of programs; a dynamic one by the name of its place', () => {
    assert.deepEqual(fieldRead(source, 0, { ...field, location: 'data_loc' }), { read: 'ctx->__data_loc_prev_pid' });
  });
});
