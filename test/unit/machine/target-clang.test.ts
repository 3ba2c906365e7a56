import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile, type Compiled, type CompileFailure } from '../../../machine/clang';
import type { CompileRequest } from '../../../machine/clang-command';
import { compileWhere, type CompileWhere } from '../../../machine/clang-where';
import { lineInfo } from '../elf/line-info';
import { makeFakeMachine, type FakeMachine } from './fake-machine';

const program = `#include <linux/types.h>
#include "own.h"
#define SEC(name) __attribute__((section(name), used))
#define TWICE(x) ((x) * 2)
char LICENSE[] SEC("license") = "GPL";
SEC("tp/sched/sched_switch")
int on_switch(struct record *ctx)
{
	int näme = TWICE(ctx->pid) + helper(ctx); return näme;
}
`;
const header = `struct record { __u64 common; char comm[16]; int pid; };
static __attribute__((noinline)) int helper(struct record *r) { return r->pid > 3 ? r->comm[0] : 7; }
`;

/** A clang that preprocesses but has no back end for BPF, as Apple's. */
const withoutBackend = (real: string): string => `#!/bin/sh
case " $* " in *' -E '*) exec ${real} "$@" ;; esac
echo "error: unable to create target: 'No available targets are compatible with triple \\"bpf\\"'" >&2
exit 1
`;

describe('clang on the target', function () {
  this.timeout(20_000);
  let folder: string;
  let file: string;
  let apple: string;
  let box: FakeMachine;
  before(async () => {
    box = await makeFakeMachine({ sudo: 'password', noise: 'Welcome!' });
    // What is on the target's disk must not serve: clang runs where the files have been moved away.
    const real = execFileSync('sh', ['-c', 'command -v clang'], { encoding: 'utf8' }).trim();
    const bin = join(box.folder, 'bin');
    const remote = `#!/bin/sh
for word; do [ "$word" = --print-targets ] && exec ${real} "$@"; done
mv "$SOURCES" "$SOURCES.away" && ${real} "$@"; status=$?; mv "$SOURCES.away" "$SOURCES"; exit $status
`;
    await writeFile(join(bin, 'clang'), remote);
    await chmod(join(bin, 'clang'), 0o755);
    apple = join(box.folder, 'apple-clang');
    await writeFile(apple, withoutBackend(real));
    await chmod(apple, 0o755);
  });
  after(() => box.remove());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'target-clang-'));
    await mkdir(join(folder, 'src', 'inc'), { recursive: true });
    file = join(folder, 'src', 'switch.bpf.c');
    process.env['SOURCES'] = join(folder, 'src');
    await writeFile(file, program);
    await writeFile(join(folder, 'src', 'inc', 'own.h'), header);
  });
  afterEach(async () => {
    delete process.env['SOURCES'];
    await rm(folder, { recursive: true });
  });

  const request = (more: Partial<CompileRequest> = {}): CompileRequest => ({
    file,
    outFile: join(folder, 'out', 'switch.o'),
    targetMachine: 'x86_64',
    includeDirectories: [],
    extraArguments: ['-Iinc', '-Wall'],
    ...more,
  });

  async function run(where: CompileWhere, more: Partial<CompileRequest> = {}): Promise<Compiled | CompileFailure> {
    const { ssh } = box.io();
    const result = await compileWhere(where, request(more), () => Promise.resolve({ target: box.target, ssh }));
    return result.ok ? result.value : result.error;
  }

  it('makes the object that clang makes here, line for line, also of what is in no file of the target', async () => {
    const here = await compile(request());
    assert.ok(here.ok, JSON.stringify(here));
    const local = await readFile(here.value.object);
    const there = await run('auto', { clangPath: apple });
    assert.ok('object' in there, JSON.stringify(there));
    const remote = await readFile(there.object);
    assert.notDeepEqual(remote, local, 'it was compiled there');
    assert.deepEqual(lineInfo(remote), lineInfo(local));
    assert.ok(lineInfo(remote).some((line) => /inc\/own\.h:2:\d+ static __attribute__/.test(line)));
    assert.ok(
      lineInfo(remote).some((line) => line.endsWith('\tint näme = TWICE(ctx->pid) + helper(ctx); return näme;')),
    );
    assert.equal(there.command[0], '(box1)');
    assert.deepEqual((await readdir(join(folder, 'out'))).sort(), ['compat', 'switch.o']);
  });

  it('tells where an error is, as clang does here', async () => {
    await writeFile(file, program.replace('return näme', 'return TWICE(nothing)'));
    await writeFile(join(folder, 'src', 'inc', 'own.h'), `${header}static int unused;\n`);
    const here = await compile(request());
    const there = await run('target');
    assert.ok(!here.ok && 'code' in there);
    assert.equal(there.code, 'compile-failed');
    assert.deepEqual(there.diagnostics, here.error.diagnostics);
    assert.equal(there.output, here.error.output);
    assert.equal(there.machine, 'box1');
  });

  it('compiles unsaved text', async () => {
    await writeFile(file, 'not C at all');
    const there = await run('target', { text: program });
    assert.ok('object' in there, JSON.stringify(there));
    assert.ok(lineInfo(await readFile(there.object)).some((line) => line.includes('TWICE(ctx->pid)')));
  });

  it('is not asked for what the preprocessor refuses', async () => {
    await writeFile(file, `#include "gone.h"\n${program}`);
    const there = await run('target');
    assert.ok('code' in there);
    assert.equal(there.code, 'compile-failed');
    assert.equal(there.machine, 'this machine');
    assert.match(there.diagnostics[0]?.text ?? '', /gone\.h/);
  });

  it('is not asked where clang here can do it, or is told to', async () => {
    const there = await run('auto');
    assert.ok('object' in there && there.command[0] === 'clang');
    const local = await run('local', { clangPath: apple });
    assert.ok('code' in local && local.code === 'no-bpf-backend');
    const without = await compileWhere('target', request(), () => Promise.resolve(undefined));
    assert.ok(!without.ok && without.error.code === 'no-target-to-compile-on');
  });

  it('needs a clang here to take the includes in', async () => {
    const there = await run('target', { clangPath: '/nonexistent/clang' });
    assert.ok('code' in there && there.code === 'clang-missing');
  });

  it('may be missing there', async () => {
    const bare = await makeFakeMachine({ sudo: 'none' });
    const result = await compileWhere('target', request(), () =>
      Promise.resolve({ target: bare.target, ssh: bare.io().ssh }),
    );
    await bare.remove();
    assert.ok(!result.ok);
    assert.equal(result.error.code, 'target-clang-missing');
  });

  it('may have no BPF there', async () => {
    const bare = await makeFakeMachine({ sudo: 'none' });
    await writeFile(join(bare.folder, 'bin', 'clang'), '#!/bin/sh\necho "    x86 - 32-bit X86"\n');
    await chmod(join(bare.folder, 'bin', 'clang'), 0o755);
    const result = await compileWhere('target', request(), () =>
      Promise.resolve({ target: bare.target, ssh: bare.io().ssh }),
    );
    await bare.remove();
    assert.ok(!result.ok);
    assert.equal(result.error.code, 'target-no-bpf-backend');
  });

  it('is stopped on request', async () => {
    const abort = new AbortController();
    abort.abort();
    const there = await run('target', { signal: abort.signal });
    assert.ok('code' in there && there.code === 'cancelled');
  });
});
