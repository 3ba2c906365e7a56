import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseClangDiagnostics } from '../../../machine/clang-diagnostics';

/** As Debian's clang 14 printed it for a file made to be wrong. */
const recorded = `In file included from /w/e.c:1:
/w/e.c:3:29: error: too many arguments to function call, expected single argument 'a', have 2 arguments
/w/e.c:2:12: note: 'f' declared here
/w/e.c:3:40: warning: implicit declaration of function 'foo' is invalid in C99 [-Wimplicit-function-declaration]
/w/e.c:1:14: note: expanded from macro 'M'
/w/d.c:1:10: fatal error: 'nothere.h' file not found
/w/big.c:1:57: error: Looks like the BPF stack limit of 512 bytes is exceeded. Please move large on stack variables into BPF per-cpu array map.

/w/big.c:1:57: error: Looks like the BPF stack limit of 512 bytes is exceeded. Please move large on stack variables into BPF per-cpu array map.

1 warning and 4 errors generated.
`;

describe('diagnostics of clang', () => {
  it('are read, with their notes', () => {
    const at = (file: string, line: number, column: number): object => ({ file, line, column });
    assert.deepEqual(parseClangDiagnostics(recorded), [
      {
        ...at('/w/e.c', 3, 29),
        severity: 'error',
        text: "too many arguments to function call, expected single argument 'a', have 2 arguments",
        notes: [{ ...at('/w/e.c', 2, 12), text: "'f' declared here" }],
      },
      {
        ...at('/w/e.c', 3, 40),
        severity: 'warning',
        text: "implicit declaration of function 'foo' is invalid in C99",
        flag: '-Wimplicit-function-declaration',
        notes: [{ ...at('/w/e.c', 1, 14), text: "expanded from macro 'M'" }],
      },
      { ...at('/w/d.c', 1, 10), severity: 'error', text: "'nothere.h' file not found", notes: [] },
      {
        ...at('/w/big.c', 1, 57),
        severity: 'error',
        text: 'Looks like the BPF stack limit of 512 bytes is exceeded. Please move large on stack variables into BPF per-cpu array map.',
        notes: [],
      },
    ]);
  });

  for (const [line, expected] of [
    ['C:\\w\\a.c:1:2: error: x', { file: 'C:\\w\\a.c', line: 1, column: 2, severity: 'error', text: 'x', notes: [] }],
    ['clang: error: no input files', { severity: 'error', text: 'no input files', notes: [] }],
    ['/usr/bin/clang-19: error: x', { severity: 'error', text: 'x', notes: [] }],
    ["error: unknown target triple 'bpf'", { severity: 'error', text: "unknown target triple 'bpf'", notes: [] }],
    [
      'a.c:4:2: warning: hello [-W#warnings]',
      { file: 'a.c', line: 4, column: 2, severity: 'warning', text: 'hello', flag: '-W#warnings', notes: [] },
    ],
    [
      'a.c:4:2: error: x [-Werror,-Wunused]',
      { file: 'a.c', line: 4, column: 2, severity: 'error', text: 'x', flag: '-Werror,-Wunused', notes: [] },
    ],
  ] as const) {
    it(`are read: ${line}`, () => assert.deepEqual(parseClangDiagnostics(`${line}\r\n`), [expected]));
  }

  it('are never thrown over', () => {
    const piece = fc.constantFrom(
      ':',
      '1',
      'error',
      'note',
      'fatal error',
      ' ',
      '\n',
      '[-W',
      ']',
      'a.c',
      '\r',
      '{1:2-3:4}',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (text) => void parseClangDiagnostics(text),
      ),
    );
  });

  it('are read in time, however long the lines are', () => {
    assert.deepEqual(parseClangDiagnostics(`${':1:1'.repeat(100_000)}\n${`${':1:1'.repeat(3000)}\n`.repeat(20)}`), []);
  });
});
