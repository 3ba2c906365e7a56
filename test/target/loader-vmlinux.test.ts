import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sshExec } from './bed';
import { DataSession, DataBed } from './data-bed';
import { compileProgram } from './loader-programs';

describe("the loader's vmlinux.h", function () {
  this.timeout(120_000);
  const bed = new DataBed();

  before(() => bed.open());
  after(() => bed.close());
  afterEach(() => bed.settle());

  async function header(session: DataSession): Promise<string> {
    session.loader.send('vmlinux\n');
    await session.until('text', ({ last }) => last);
    const pieces = session.of('text');
    assert.ok(pieces.every(({ name, text }) => name === 'vmlinux' && text.length <= 192 * 1024));
    assert.ok(pieces.slice(0, -1).every(({ last }) => !last));
    return pieces.map(({ text }) => text).join('');
  }

  it('is what a program needs to compile and to run', async () => {
    // Without an object: nothing is loaded for it.
    const writer = new DataSession(bed.serve());
    const text = await header(writer);
    await writer.stop();
    const folder = mkdtempSync(path.join(tmpdir(), 'bpf-tracepoints-vmlinux-'));
    try {
      writeFileSync(path.join(folder, 'vmlinux.h'), text);
      const session = await bed.running(compileProgram('kernel-types', [`-I${folder}`, '-Werror']));
      await sshExec('vm-root', 'true');
      const [line] = await session.wait('output');
      assert.match(line?.text ?? '', /^\d+ is a child of \d+$/);
      await session.stop();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is denied where the kernel does not tell its types', async () => {
    const session = new DataSession(bed.serve('mount -t tmpfs tmpfs /sys/kernel/btf'));
    session.loader.send('vmlinux\n');
    const [denied] = await session.wait('denied');
    assert.equal(denied?.command, 'vmlinux');
    assert.equal(denied.errno, 2);
    assert.match(denied.reason, /This kernel has no BTF .*CONFIG_DEBUG_INFO_BTF/);
    await session.stop();
  });
});
