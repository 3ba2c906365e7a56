import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FindLoader } from '../../machine/bootstrap';
import { compile } from '../../machine/clang';
import { shippedHeaders } from '../../machine/clang-arguments';
import { controlDirectory } from '../../machine/control-directory';
import { PasswordStore } from '../../machine/passwords';
import type { MachineIo } from '../../machine/privileged';
import { startSession, type Session } from '../../machine/session';
import type { SessionEvents, SessionState } from '../../machine/session-events';
import type { SessionFailure } from '../../machine/session-failures';
import { closeMaster, type SshOptions } from '../../machine/ssh';
import type { SshTarget } from '../../machine/target';
import { builtLoaders } from '../built-loaders';
import { bpfObjects, leftovers, sshConfigFile, sshExec, staffPassword, type VmAlias } from './bed';

const source = (body: string): string => `#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
char LICENSE[] SEC("license") = "GPL";
SEC("tp/sched/sched_switch")
int on_switch(int *ctx) { ${body} }
`;

const cacheFolder = '/var/cache/bpf-tracepoints';

describe('a session on a real machine', function () {
  this.timeout(90_000);
  let folder: string;
  let printing: Buffer;
  let loader: FindLoader;
  let ssh: SshOptions;
  let baseline: string[];
  const sessions: Session[] = [];
  const target = (alias: VmAlias): SshTarget => ({ kind: 'ssh', name: alias, host: alias });
  const answering = (answer: string | undefined, signal?: AbortSignal): MachineIo => ({
    ssh,
    passwords: new PasswordStore(),
    askPassword: () => Promise.resolve(answer),
    ...(signal === undefined ? {} : { signal }),
  });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'session-'));
    printing = await objectOf('bpf_printk("switched"); return 0;');
    loader = await builtLoaders();
    const controlDir = await controlDirectory();
    ssh = { configFile: sshConfigFile, ...(controlDir === undefined ? {} : { controlDir }) };
    await sshExec('vm-root', `rm -rf ${cacheFolder}`);
    baseline = await bpfObjects();
  });
  afterEach(async () => {
    // Also those of a test that failed: their pings would keep the tests from ending.
    for (const session of sessions.splice(0)) await session.stop();
  });
  after(async () => {
    for (const alias of ['vm-root', 'vm-wheel', 'vm-staff', 'vm-plain'] as const) await closeMaster(target(alias), ssh);
    await rm(folder, { recursive: true });
  });

  async function objectOf(body: string): Promise<Buffer> {
    const file = join(folder, 'switch.bpf.c');
    await writeFile(file, source(body));
    const compiled = await compile({
      file,
      outFile: join(folder, 'out', 'switch.o'),
      targetMachine: 'x86_64',
      includeDirectories: shippedHeaders('dist/headers', 'x86_64'),
    });
    assert.ok(compiled.ok, JSON.stringify(compiled));
    return readFile(compiled.value.object);
  }

  async function start(alias: VmAlias, io: MachineIo, events: SessionEvents = {}): Promise<Session> {
    const started = await startSession({ target: target(alias), object: printing, loader, io }, events);
    assert.ok(started.ok, JSON.stringify(started));
    sessions.push(started.value);
    return started.value;
  }

  /** Starts, and resolves when ten lines of output have come. */
  async function startPrinting(alias: VmAlias, io: MachineIo): Promise<Session> {
    let tell: () => void = () => undefined;
    const ten = new Promise<void>((resolve) => (tell = resolve));
    let lines = 0;
    const session = await start(alias, io, {
      onOutput: ({ text }) => {
        assert.equal(text, 'switched');
        lines += 1;
        if (lines === 10) tell();
      },
    });
    await ten;
    return session;
  }

  async function failing(alias: VmAlias, io: MachineIo, object = printing): Promise<SessionFailure> {
    const states: SessionState[] = [];
    const started = await startSession(
      { target: target(alias), object, loader, io },
      { onState: (state) => states.push(state) },
    );
    assert.ok(!started.ok);
    assert.deepEqual(states, ['starting', 'failed']);
    return started.error;
  }

  it('sends the loader, prints, stops, and leaves nothing, as root', async () => {
    const session = await startPrinting('vm-root', answering(undefined));
    assert.ok(session.uploaded);
    assert.equal(session.attached[0]?.tracepoint, 'sched/sched_switch');
    await session.stop();
    assert.equal(session.state, 'stopped');
    assert.deepEqual(await leftovers(baseline), []);
  });

  it('finds the loader again, for every user', async () => {
    for (const [alias, password] of [
      ['vm-wheel', undefined],
      ['vm-staff', staffPassword],
    ] as const) {
      const session = await startPrinting(alias, answering(password));
      assert.equal(session.uploaded, false);
      await session.stop();
      assert.equal(session.state, 'stopped', alias);
    }
    assert.deepEqual(await leftovers(baseline), []);
    const { stdout } = await sshExec('vm-root', `stat -c '%a %u %F' ${cacheFolder} ${cacheFolder}/*`);
    assert.equal(stdout, '700 0 directory\n700 0 regular file\n');
  });

  it('is not started for who may not be root', async () => {
    assert.match((await failing('vm-plain', answering('whatever'))).code, /^(wrong-password|not-permitted)$/);
    assert.equal((await failing('vm-staff', answering(undefined))).code, 'cancelled');
  });

  it('never runs a loader that was altered there', async () => {
    await sshExec('vm-root', `cd ${cacheFolder} && printf '#!/bin/sh\\ntouch /tmp/evil\\n' >"$(ls)"`);
    const session = await startPrinting('vm-root', answering(undefined));
    await session.stop();
    assert.ok(session.uploaded);
    assert.equal((await sshExec('vm-root', 'ls /tmp/evil')).stdout, '');
  });

  it('uses no folder that somebody else could write to', async () => {
    await sshExec('vm-root', `chmod 777 ${cacheFolder}`);
    assert.equal((await failing('vm-root', answering(undefined))).code, 'unsafe-directory');
    await sshExec('vm-root', `chmod 700 ${cacheFolder}; chown plain ${cacheFolder}`);
    assert.equal((await failing('vm-root', answering(undefined))).code, 'unsafe-directory');
    await sshExec('vm-root', `chown root ${cacheFolder}`);
  });

  it('tells what the verifier refused, with its log', async () => {
    const refused = await failing('vm-root', answering(undefined), await objectOf('return ctx[0];'));
    assert.equal(refused.code, 'refused');
    assert.equal(refused.program, 'on_switch');
    assert.match(refused.log ?? '', /invalid bpf_context access/);
    assert.deepEqual(await leftovers(baseline), []);
  });

  it('tells what is no object', async () => {
    const { code } = await failing('vm-root', answering(undefined), Buffer.from('not an object at all'));
    assert.match(code, /object-unusable|wrong-architecture/);
  });

  for (const alias of ['vm-root', 'vm-staff'] as const) {
    it(`leaves nothing within 5 seconds when ssh is killed, as ${alias}`, async () => {
      const abort = new AbortController();
      const session = await startPrinting(alias, answering(staffPassword, abort.signal));
      abort.abort();
      assert.deepEqual(await leftovers(baseline, 5000), []);
      await session.ended;
    });

    it(`fails and leaves nothing within 5 seconds when the connection is cut, as ${alias}`, async () => {
      const session = await startPrinting(alias, answering(staffPassword));
      await closeMaster(target(alias), ssh);
      await session.ended;
      assert.equal(session.state, 'failed');
      assert.equal(session.failure?.code, 'connection-lost');
      assert.match(session.failure.advice, /detaches the programs by itself/);
      assert.deepEqual(await leftovers(baseline, 5000), []);
    });
  }

  it('fails when the loader is killed there', async () => {
    const session = await startPrinting('vm-root', answering(undefined));
    await sshExec(
      'vm-root',
      `kill $(for exe in /proc/[0-9]*/exe; do case $(readlink "$exe") in ${cacheFolder}/*) echo "$exe" | cut -d/ -f3 ;; esac; done)`,
    );
    await session.ended;
    assert.equal(session.failure?.code, 'loader-ended');
    assert.deepEqual(await leftovers(baseline), []);
  });
});
