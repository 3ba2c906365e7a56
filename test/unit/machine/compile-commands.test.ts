import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { findCompileCommands, readCompileFlags, selectFlags } from '../../../machine/compile-commands';
import { splitShellWords } from '../../../machine/shell-words';

describe('words of a command line', () => {
  for (const [text, words] of [
    ['', []],
    ['  a  b\t\nc ', ['a', 'b', 'c']],
    [`-D'A B'=c "d e" f\\ g`, ['-DA B=c', 'd e', 'f g']],
    [`'' ""`, ['', '']],
    [`"a\\"b\\$c\\d" 'a\\b'`, ['a"b$c\\d', 'a\\b']],
    [`-DX=\\"text\\"`, ['-DX="text"']],
    [`$(touch /x) \`y\``, ['$(touch', '/x)', '`y`']],
    [`'open`, ['open']],
    [`"open`, ['open']],
    ['end\\', ['end']],
  ] as const) {
    it(`are split: ${JSON.stringify(text)}`, () => assert.deepEqual(splitShellWords(text), words));
  }

  it('are split as sh splits them', () => {
    const part = fc.constantFrom(
      'a',
      'B',
      ' ',
      "'x y'",
      '"p q"',
      '\\ ',
      '\\\\',
      '"\\""',
      "''",
      '-',
      '=',
      '"\\a"',
      "'\\'",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        const { stdout } = spawnSync('sh', ['-c', `for word in ${text}; do printf '%s\\n' "$word"; done`], {
          encoding: 'utf8',
        });
        assert.equal(
          splitShellWords(text)
            .map((word) => `${word}\n`)
            .join(''),
          stdout,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('are found in anything', () => {
    fc.assert(fc.property(fc.string(), (text) => void splitShellWords(text)));
  });
});

describe('compile_commands.json', () => {
  const select = (entry: unknown): readonly string[] =>
    selectFlags(JSON.stringify([entry]), '/w/src/a.bpf.c', '/w').flags;

  it('gives the flags that matter, from a list', () => {
    const words = [
      'ccache',
      '/usr/bin/clang',
      '-g',
      '-O0',
      '-target',
      'bpf',
      '-Iinc',
      '-I',
      '/abs',
      '-DA=1',
      '-D',
      'B',
      '-include',
      'x.h',
      '-std=gnu11',
      '-Wall',
    ];
    const flags = select({
      directory: '/w/build',
      file: '../src/a.bpf.c',
      arguments: [...words, '-MD', '-MF', 'x.d', '-o', 'a.o', '-c', '../src/a.bpf.c'],
    });
    assert.deepEqual(flags, ['-Iinc', '-I', '/abs', '-DA=1', '-D', 'B', '-include', 'x.h', '-std=gnu11', '-Wall']);
  });

  it('gives them from a command', () => {
    const command = `clang --target=bpf -O2 "-DNAME=\\"a b\\"" -isystem '/x y' -oa.o -c a.bpf.c`;
    assert.deepEqual(select({ directory: '/w/src', file: 'a.bpf.c', command }), ['-DNAME="a b"', '-isystem', '/x y']);
  });

  it('leaves out what is for a host', () => {
    const command =
      'gcc -m64 -march=native -mtune=generic -fPIC -fstack-protector-strong -fsanitize=address -fplugin=./evil.so -fpass-plugin=x -Xclang -load -Xclang ./evil.so -pthread -mcpu=v3 -fno-builtin -c a.bpf.c';
    assert.deepEqual(select({ directory: '/w/src', file: 'a.bpf.c', command }), ['-mcpu=v3', '-fno-builtin']);
  });

  it('gives nothing for a file it does not name', () => {
    assert.deepEqual(select({ directory: '/w', file: 'b.c', command: 'cc -DX' }), []);
  });

  for (const text of ['', '{', '{}', '[1, null, {}, {"file": 3}, {"file": "a"}]', '[{"file":"/w/src/a.bpf.c"}]']) {
    it(`costs nothing where it is wrong: ${text}`, () => {
      const { flags } = selectFlags(text, '/w/src/a.bpf.c', '/w');
      assert.deepEqual(flags, []);
    });
  }

  it('is never thrown over', () => {
    fc.assert(fc.property(fc.json(), (text) => void selectFlags(text, '/a', '/')));
  });

  describe('on disk', () => {
    let root: string;
    beforeEach(async () => {
      root = await mkdtemp(join(tmpdir(), 'commands-'));
      await mkdir(join(root, 'w', 'build'), { recursive: true });
      await mkdir(join(root, 'w', 'src', 'deep'), { recursive: true });
    });
    afterEach(() => rm(root, { recursive: true }));

    it('is found in a folder above, or its build folder, up to the workspace', async () => {
      const file = join(root, 'w', 'src', 'deep', 'a.bpf.c');
      assert.equal(await findCompileCommands(file, join(root, 'w')), undefined);
      await writeFile(join(root, 'compile_commands.json'), '[]');
      assert.equal(await findCompileCommands(file, join(root, 'w')), undefined);
      await writeFile(join(root, 'w', 'build', 'compile_commands.json'), '[]');
      assert.equal(await findCompileCommands(file, join(root, 'w')), join(root, 'w', 'build', 'compile_commands.json'));
      await writeFile(join(root, 'w', 'src', 'compile_commands.json'), '[]');
      assert.equal(await findCompileCommands(file, join(root, 'w')), join(root, 'w', 'src', 'compile_commands.json'));
    });

    it('may be unreadable', async () => {
      const { flags, problem } = await readCompileFlags(join(root, 'none.json'), '/a.c');
      assert.deepEqual(flags, []);
      assert.match(problem ?? '', /cannot be read/);
    });
  });
});
