import assert from 'node:assert/strict';
import type { Failure } from '../../../machine/failure';
import { startPrivileged, type MachineIo, type PrivilegedProcess } from '../../../machine/privileged';
import { makeFakeMachine, type FakeMachine, type FakeOptions } from './fake-machine';

/** Says who it is, then gives its input back. */
const script = `echo "root $FAKE_ROOT with $*"
cat`;

async function run(machine: FakeMachine, io: MachineIo): Promise<string | Failure> {
  const started = await startPrivileged(machine.target, { script, arguments: ["it's", 'two words'] }, io);
  if (!started.ok) return started.error;
  assert.ok('output' in started.value);
  return converse(started.value);
}

async function converse(running: PrivilegedProcess): Promise<string> {
  const first = await running.output.readLine(1000);
  running.stdin.end('the input');
  const rest = await running.output.readRest(1000);
  const { code } = await running.exited;
  assert.equal(code, 0);
  return `${first.kind === 'line' ? first.line : ''}|${rest.kind === 'bytes' ? rest.bytes.toString() : ''}`;
}

const expected = "root 1 with it's two words|the input";

describe('a script as root', () => {
  const machines: FakeMachine[] = [];
  const fake = async (options: FakeOptions): Promise<FakeMachine> => {
    const machine = await makeFakeMachine(options);
    machines.push(machine);
    return machine;
  };
  const codeOf = (result: string | Failure): string => (typeof result === 'string' ? result : result.code);
  after(() => Promise.all(machines.map((machine) => machine.remove())));

  it('runs by sudo that asks nothing', async () => {
    const machine = await fake({ sudo: 'free' });
    const io = machine.io();
    assert.equal(await run(machine, io), expected);
    assert.deepEqual(io.asked, []);
  });

  it('runs by sudo with a password, which is asked for once', async () => {
    const machine = await fake({ sudo: 'password' });
    const io = machine.io(['secret']);
    assert.equal(await run(machine, io), expected);
    assert.equal(await run(machine, io), expected);
    assert.deepEqual(io.asked, [1]);
  });

  it('shows the password to sudo alone', async () => {
    const machine = await fake({ sudo: 'password' });
    assert.equal(await run(machine, machine.io(['secret'])), expected);
    assert.doesNotMatch(await machine.seen(), /secret/);
    assert.match(await machine.seen(), /^sudo -k -S -p/m);
  });

  it('is not written to the log by sudo', async () => {
    const machine = await fake({ sudo: 'free' });
    await run(machine, machine.io());
    const seen = await machine.seen();
    const bySudo = seen.slice(seen.indexOf('\nsudo '));
    assert.match(bySudo, /^\nsudo -n -- sh -c/);
    assert.doesNotMatch(bySudo, /root \$FAKE_ROOT with/);
  });

  it('does not try sudo again before it is used, once it is known how root is become', async () => {
    for (const sudo of ['free', 'password'] as const) {
      const machine = await fake({ sudo });
      const io = machine.io(['secret']);
      const calls = async (): Promise<number> => ((await machine.seen()).match(/^sudo /gm) ?? []).length;
      await run(machine, io);
      assert.equal(await calls(), 2, sudo);
      assert.equal(await run(machine, io), expected);
      assert.equal(await calls(), 3, sudo);
    }
  });

  it('finds out anew where sudo asks for a password that it did not want the last time', async () => {
    const machine = await fake({ sudo: 'password' });
    machine.passwords.keepWay(machine.target, 'sudo');
    const io = machine.io(['secret']);
    assert.equal(await run(machine, io), expected);
    assert.deepEqual(io.asked, [1]);
    assert.equal(machine.passwords.way(machine.target), 'password');
  });

  it('is tried again after a wrong password', async () => {
    const machine = await fake({ sudo: 'password' });
    const io = machine.io(['wrong', 'secret']);
    assert.equal(await run(machine, io), expected);
    assert.deepEqual(io.asked, [1, 2]);
    assert.equal(machine.passwords.get(machine.target), 'secret');
  });

  it('fails after three wrong passwords, and keeps none', async () => {
    const machine = await fake({ sudo: 'password' });
    const io = machine.io(['a', 'b', 'c', 'd']);
    assert.equal(codeOf(await run(machine, io)), 'wrong-password');
    assert.deepEqual(io.asked, [1, 2, 3]);
    assert.equal(machine.passwords.get(machine.target), undefined);
  });

  it('forgets a kept password that fails, and asks', async () => {
    const machine = await fake({ sudo: 'password' });
    machine.passwords.keep(machine.target, 'of last week');
    const io = machine.io(['secret']);
    assert.equal(await run(machine, io), expected);
    assert.deepEqual(io.asked, [1]);
    assert.equal(machine.passwords.get(machine.target), 'secret');
  });

  it('forgets a kept password that fails, also where nobody gives another', async () => {
    const machine = await fake({ sudo: 'password' });
    machine.passwords.keep(machine.target, 'of last week');
    assert.equal(codeOf(await run(machine, machine.io([undefined]))), 'cancelled');
    assert.equal(machine.passwords.get(machine.target), undefined);
  });

  it('takes only the first line of a password', async () => {
    const machine = await fake({ sudo: 'password' });
    assert.equal(await run(machine, machine.io(['secret\necho more'])), expected);
  });

  it('is cancelled when nobody gives a password', async () => {
    const machine = await fake({ sudo: 'password' });
    assert.equal(codeOf(await run(machine, machine.io([undefined]))), 'cancelled');
  });

  it('is cancelled by the signal while the password is asked for', async () => {
    const machine = await fake({ sudo: 'password' });
    const abort = new AbortController();
    let closed: Promise<unknown> = Promise.resolve();
    const io: MachineIo = {
      ...machine.io([], abort.signal),
      askPassword: (_machine, _attempt, unneeded) => {
        closed = new Promise((resolve) => unneeded.addEventListener('abort', resolve));
        abort.abort();
        return new Promise(() => undefined);
      },
    };
    assert.equal(codeOf(await run(machine, io)), 'cancelled');
    await closed;
  });

  it('is not run for who may not', async () => {
    const machine = await fake({ sudo: 'stranger' });
    const result = await run(machine, machine.io(['secret']));
    assert.equal(codeOf(result), 'not-permitted');
    assert.doesNotMatch(JSON.stringify(result), /secret/);
  });

  it('is not run where there is no sudo', async () => {
    const machine = await fake({ sudo: 'none' });
    assert.equal(codeOf(await run(machine, machine.io(['secret']))), 'no-sudo');
  });

  it('is not run where sudo wants a terminal', async () => {
    const machine = await fake({ sudo: 'terminal' });
    assert.equal(codeOf(await run(machine, machine.io(['secret']))), 'sudo-needs-terminal');
  });

  it('is found among what the login shell prints', async () => {
    const machine = await fake({ sudo: 'free', noise: 'Welcome!\nbpf-tracepoints x begin\nno newline at the end: ' });
    assert.equal(await run(machine, machine.io()), expected);
  });

  it('runs without root where that is enough', async () => {
    const machine = await fake({ sudo: 'password' });
    const io = machine.io();
    const started = await startPrivileged(machine.target, { script, unless: 'true' }, io);
    assert.ok(started.ok && 'output' in started.value);
    assert.equal(await converse(started.value), 'root  with |the input');
    assert.deepEqual(io.asked, []);
  });

  it('is not tried where root could not do it either', async () => {
    const machine = await fake({ sudo: 'password' });
    const started = await startPrivileged(machine.target, { script, unless: 'say not-mounted; exit 3' }, machine.io());
    assert.deepEqual(started, { ok: true, value: { word: 'not-mounted' } });
  });

  for (const [what, ssh, code] of [
    [
      'a refused connection',
      'echo "ssh: connect to host x port 22: Connection refused" >&2; exit 255',
      'connection-refused',
    ],
    ['an account without a shell', 'echo "This account is currently not available."; exit 1', 'script-failed'],
    ['a connection lost at once', 'exit 255', 'ssh-failed'],
  ] as const) {
    it(`tells ${what}`, async () => {
      const machine = await fake({ sudo: 'free', ssh: `#!/bin/sh\n${ssh}\n` });
      assert.equal(codeOf(await run(machine, machine.io())), code);
    });
  }

  it('tells a connection lost in the middle', async () => {
    const machine = await fake({ sudo: 'free' });
    const started = await startPrivileged(machine.target, { script: 'echo here; cat; kill -9 $$' }, machine.io());
    assert.ok(started.ok && 'output' in started.value);
    started.value.stdin.end();
    const exit = await started.value.exited;
    assert.equal(started.value.explain(exit).code, 'connection-lost');
  });
});
