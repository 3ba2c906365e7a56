/**
 * `list -v` against bcc's own tplist, on a machine of its own with the kernel of the others: bcc's tools bring Python and LLVM along,
 * and the target of all other tests has nothing installed. tplist loads nothing; it reads tracefs.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProcess } from '../../machine/process';

interface Machine {
  readonly sshConfigFile: string;
  readonly stop: () => Promise<void>;
}

/** One tracepoint with its fields, sorted: tplist prints them as the folder has them. */
const blocks = (text: string): string[] => text.split(/^(?=\S)/m).sort();

describe('list -v, where bcc’s tplist is at hand', function () {
  // The image is built here where the cache has none.
  this.timeout(600_000);
  let machine: Machine | undefined;
  let folder: string;

  before(async () => {
    const { bootVm } = await import('../../scripts/vm/boot.mjs');
    const { ensureImage } = await import('../../scripts/vm/image.mjs');
    const { bccPackages } = await import('../../scripts/vm/recipe.mjs');
    machine = await bootVm(await ensureImage({ packages: bccPackages }));
    folder = await mkdtemp(join(tmpdir(), 'bpf-tracepoints-tplist-'));
    await writeFile(join(folder, 'capture'), await onMachine('cd /sys/kernel/tracing/events && tail -n +1 */*/format'));
  });
  after(async () => {
    await machine?.stop();
    await rm(folder, { recursive: true });
  });

  async function onMachine(script: string): Promise<string> {
    assert.ok(machine);
    const words = ['-F', machine.sshConfigFile, '--', 'vm-root', script];
    const { code, stdout, stderr } = await runProcess('ssh', words, { maxBytes: 1 << 24 });
    assert.equal(code, 0, stderr);
    return stdout;
  }

  async function list(...words: readonly string[]): Promise<string> {
    const target = ['--target', `file:${join(folder, 'capture')}`];
    const { code, stdout, stderr } = await runProcess(process.execPath, ['dist/cli.js', 'list', ...words, ...target]);
    assert.equal(code, 0, stderr);
    return stdout;
  }

  it('prints every tracepoint and field as tplist does', async () => {
    const theirs = blocks(await onMachine('tplist-bpfcc -v'));
    assert.ok(theirs.length > 1400);
    assert.deepEqual(blocks(await list('-v')), theirs);
  });

  for (const [glob, least] of [
    ['sched:*', 20],
    ['*:sys_e[!x]*_[o-p]?en*', 3],
  ] as const)
    it(`takes ${glob} as tplist does`, async () => {
      for (const verbose of [[], ['-v']]) {
        const theirs = blocks(await onMachine(`tplist-bpfcc ${verbose.join(' ')} '${glob}'`));
        assert.ok(theirs.length >= least);
        assert.deepEqual(blocks(await list(...verbose, glob)), theirs);
      }
    });
});
