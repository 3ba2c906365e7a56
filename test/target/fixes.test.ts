/** Fixes, judged by the kernel: it refuses the source or does not attach it, and takes what the fix leaves. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cases } from '../unit/fixes/cases';
import { cursorIn } from '../unit/source/cursor';
import { vmlinux } from '../unit/fixes/vmlinux';
import { sshExec } from './bed';
import { LoaderProcess, SharedConnection } from './loader-process';
import { compileFile, sendLoader } from './loader-programs';

const LOADER = '/tmp/bpf-tracepoints-loader-fixes';

describe('fixes, judged by the target’s kernel', function () {
  this.timeout(120_000);
  let connection: SharedConnection;
  const folder = mkdtempSync(join(tmpdir(), 'bpf-tracepoints-fixes-'));

  before(async () => {
    connection = new SharedConnection('vm-root');
    await connection.open();
    await sendLoader(LOADER);
  });
  after(async () => {
    await sshExec('vm-root', `rm ${LOADER}`);
    await connection.close();
    rmSync(folder, { recursive: true });
  });

  /** The tracepoint that the source's program is attached to, or what the loader said instead. */
  async function attached(source: string): Promise<{ readonly to?: string; readonly said: string }> {
    const path = join(folder, 'program.bpf.c');
    writeFileSync(path, source.replace('#include "vmlinux.h"', vmlinux));
    const loader = new LoaderProcess(`${LOADER} serve`, 'vm-root', connection.options);
    loader.load(compileFile(path));
    await Promise.race([loader.wait('ready'), loader.ended]).catch(() => undefined);
    loader.send('stop\n');
    await loader.ended;
    const [link] = loader.of('attached');
    const said = JSON.stringify(loader.messages.filter(({ type }) => !['log', 'output'].includes(type)));
    return link && loader.of('ready').length === 1 ? { to: String(link['tracepoint']), said } : { said };
  }

  for (const { what, source, expected, judge } of cases) {
    if (!judge) continue;
    it(`takes what mends ${what}`, async () => {
      if (judge === 'kernel') {
        const before = await attached(cursorIn(source).text);
        assert.equal(before.to, undefined, before.said);
      }
      const after = await attached(expected);
      assert.notEqual(after.to, undefined, after.said);
    });
  }
});
