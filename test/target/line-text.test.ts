import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readLoaders } from '../../machine/shipped-loaders';
import { fillLineText } from '../../core/elf/line-text';
import { PasswordStore } from '../../machine/passwords';
import { startSession } from '../../machine/session';
import { sshConfigFile } from './bed';

const lines = [
  '#define SEC(name) __attribute__((section(name), used))',
  'char LICENSE[] SEC("license") = "GPL";',
  'SEC("tp/sched/sched_switch")',
  'int on_switch(int *ctx) { return ctx[0]; /* refused here */ }',
];

describe('an object whose lines got their text here', function () {
  this.timeout(90_000);

  /** Compiled under a name that no file has, as on a target: clang finds no line to copy. */
  function object(): Uint8Array {
    const input = `# 1 "/nowhere/switch.bpf.c"\n${lines.join('\n')}\n`;
    return execFileSync('clang', ['-target', 'bpf', '-g', '-O2', '-x', 'c', '-c', '-', '-o', '-'], { input });
  }

  async function verifierLog(bytes: Uint8Array): Promise<string> {
    const io = {
      ssh: { configFile: sshConfigFile },
      passwords: new PasswordStore(),
      askPassword: () => Promise.resolve(undefined),
    };
    const target = { kind: 'ssh', name: 'vm-root', host: 'vm-root' } as const;
    const started = await startSession({ target, object: Buffer.from(bytes), loader: await readLoaders('.'), io }, {});
    assert.ok(!started.ok);
    assert.equal(started.error.code, 'refused');
    return started.error.log ?? '';
  }

  it('is taken by the kernel, whose verifier then quotes the source', async () => {
    assert.doesNotMatch(await verifierLog(object()), /refused here/);
    const filled = fillLineText(object(), (file, line) =>
      file === '/nowhere/switch.bpf.c' ? lines[line - 1] : undefined,
    );
    assert.match(
      await verifierLog(filled),
      /^; int on_switch\(int \*ctx\) \{ return ctx\[0\]; \/\* refused here \*\/ \}/m,
    );
  });
});
