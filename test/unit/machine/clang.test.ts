import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile, type Compiled, type CompileFailure, type CompileRequest } from '../../../machine/clang';
import { architectureWord, clangArguments } from '../../../machine/clang-arguments';

const program = `#include <linux/types.h>
#include <linux/bpf.h>
#include <stdint.h>
#define SEC(name) __attribute__((section(name), used))
char LICENSE[] SEC("license") = "GPL";
SEC("tp/sched/sched_switch")
int on_switch(void *ctx) { uint64_t unused = 1; return 0; }
`;

describe('clang', function () {
  this.timeout(20_000);
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clang-'));
    file = join(folder, 'switch.bpf.c');
    await writeFile(file, program);
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function run(more: Partial<CompileRequest> = {}): Promise<Compiled | CompileFailure> {
    const result = await compile({
      file,
      outFile: join(folder, 'out', 'switch.o'),
      targetMachine: 'x86_64',
      includeDirectories: [],
      ...more,
    });
    return result.ok ? result.value : result.error;
  }

  async function fails(more: Partial<CompileRequest> = {}): Promise<CompileFailure> {
    const result = await run(more);
    assert.ok('code' in result, 'compiled');
    return result;
  }

  it('compiles, also what includes asm/types.h and stdint.h', async () => {
    const result = await run({ extraArguments: ['-Wall'] });
    assert.ok('object' in result, JSON.stringify(result));
    const object = await readFile(result.object);
    assert.equal(object.subarray(0, 4).toString('latin1'), '\x7fELF');
    // EM_BPF, elf.h.
    assert.equal(object.readUInt16LE(18), 247);
    assert.deepEqual(
      result.diagnostics.map(({ severity, line, flag }) => ({ severity, line, flag })),
      [{ severity: 'warning', line: 7, flag: '-Wunused-variable' }],
    );
    assert.ok(result.command.includes('-D__TARGET_ARCH_x86'));
    assert.deepEqual((await readdir(folder)).sort(), ['out', 'switch.bpf.c']);
  });

  it('tells where an error is', async () => {
    await writeFile(file, program.replace('return 0', 'return nothing'));
    const { code, message, diagnostics } = await fails();
    assert.equal(code, 'compile-failed');
    assert.equal(message, 'switch.bpf.c does not compile: 1 error.');
    assert.deepEqual(diagnostics, [
      { file, line: 7, column: 56, severity: 'error', text: "use of undeclared identifier 'nothing'", notes: [] },
    ]);
  });

  it("compiles unsaved text under the file's own name", async () => {
    const text = program.replace('return 0', 'return missing');
    const [first] = (await fails({ text })).diagnostics;
    assert.deepEqual([first?.file, first?.line], [file, 7]);
    await writeFile(file, 'not C at all');
    const result = await run({ text: program });
    assert.ok('object' in result);
    const object = (await readFile(result.object)).toString('latin1');
    assert.ok(object.includes('switch.bpf.c') && !object.includes('text.c'));
    assert.deepEqual((await readdir(join(folder, 'out'))).sort(), ['compat', 'switch.o']);
  });

  it('leaves no object of an earlier time where it fails', async () => {
    await run();
    await fails({ text: 'x' });
    assert.ok(!(await readdir(join(folder, 'out'))).includes('switch.o'));
  });

  it('takes the flags of compile_commands.json, from its folder', async () => {
    await writeFile(
      join(folder, 'compile_commands.json'),
      JSON.stringify([{ directory: folder, file, command: 'cc -DANSWER=1 -Isub dir -c switch.bpf.c' }]),
    );
    await writeFile(file, `${program}\n_Static_assert(ANSWER == 1, "");`);
    const result = await run({ compileCommands: join(folder, 'compile_commands.json') });
    assert.ok('object' in result, JSON.stringify(result));
    await writeFile(
      join(folder, 'gone.json'),
      JSON.stringify([{ directory: join(folder, 'gone'), file, command: 'cc -DANSWER=1' }]),
    );
    assert.ok('object' in (await run({ compileCommands: join(folder, 'gone.json') })));
    const broken = await run({ compileCommands: join(folder, 'none.json') });
    assert.ok('code' in broken && broken.diagnostics.length > 0);
  });

  it("is told the target's architecture", () => {
    const request = {
      includeDirectories: [],
      compileFlags: [],
      extraArguments: [],
      compatDirectory: 'c',
    };
    const words = (targetMachine: string): string[] => clangArguments({ ...request, targetMachine }, () => true);
    assert.ok(words('aarch64').includes('-D__TARGET_ARCH_arm64'));
    assert.ok(words('aarch64').includes('/usr/include/aarch64-linux-gnu'));
    assert.ok(words('s390x').includes('-D__TARGET_ARCH_s390'));
    assert.ok(words('s390x').includes('bpfeb'));
    assert.equal(architectureWord('vax'), undefined);
  });

  it("looks into its own architecture's headers before those of this machine", () => {
    const words = clangArguments(
      {
        targetMachine: process.arch === 'arm64' ? 'x86_64' : 'aarch64',
        includeDirectories: ['/ours'],
        compileFlags: [],
        extraArguments: [],
        compatDirectory: 'c',
      },
      () => true,
    ).filter((word) => word.startsWith('/'));
    const host = process.arch === 'arm64' ? '/usr/include/aarch64-linux-gnu' : '/usr/include/x86_64-linux-gnu';
    assert.ok(words.indexOf('/ours') < words.indexOf(host) && words.indexOf('/ours') >= 1);
  });

  it('may be missing', async () => {
    const { code, message } = await fails({ clangPath: '/nonexistent/clang' });
    assert.equal(code, 'clang-missing');
    assert.match(message, /\/nonexistent\/clang/);
  });

  for (const text of [
    'unable to create target: \'No available targets are compatible with triple "bpf"\'',
    "unknown target triple 'bpf', please use -triple or -arch",
  ]) {
    it(`may have no BPF: ${text.slice(0, 30)}`, async () => {
      const clangPath = join(folder, 'clang');
      await writeFile(clangPath, `#!/bin/sh\ncat >&2 <<'E'\nerror: ${text}\nE\nexit 1\n`);
      await chmod(clangPath, 0o755);
      assert.equal((await fails({ clangPath })).code, 'no-bpf-backend');
    });
  }

  it('may crash', async () => {
    const clangPath = join(folder, 'clang');
    await writeFile(clangPath, '#!/bin/sh\nkill -9 $$\n');
    await chmod(clangPath, 0o755);
    const { code, message } = await fails({ clangPath });
    assert.equal(code, 'clang-failed');
    assert.match(message, /SIGKILL/);
  });

  it('may be given anything', async () => {
    await writeFile(file, Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 256)));
    const { code, diagnostics } = await fails();
    assert.equal(code, 'compile-failed');
    assert.ok(diagnostics.length > 0);
    assert.equal((await fails({ file: join(folder, 'none.bpf.c') })).code, 'compile-failed');
  });

  it('is stopped on request', async () => {
    const abort = new AbortController();
    abort.abort();
    assert.equal((await fails({ signal: abort.signal })).code, 'cancelled');
  });

  it('cannot write where a file is', async () => {
    const { code } = await fails({ outFile: join(file, 'x.o') });
    assert.equal(code, 'output-failed');
  });

  it('is there, or the other tests say nothing', () => assert.equal(spawnSync('clang', ['--version']).status, 0));
});
