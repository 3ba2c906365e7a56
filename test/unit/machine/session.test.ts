import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, success, type Result } from '../../../core/result';
import type { FindLoader } from '../../../machine/bootstrap';
import { describeFailure } from '../../../machine/failure';
import { startSession, type Session, type SessionRequest } from '../../../machine/session';
import type { SessionState } from '../../../machine/session-events';
import type { SessionFailure } from '../../../machine/session-failures';
import { makeFakeMachine, type FakeMachine } from './fake-machine';

/** Speaks as the loader does; the object says what it is to do. */
const fakeLoader = `#!/bin/sh
[ "$*" = "serve --lease 15" ] || exit 2
say() { printf '%s\\n' "$1"; }
say '{"type":"hello","loader":"0","kernel":"6.1","build":"#1","machine":"x86_64","lacks":[]}'
read -r load size only || exit 0
object=$(head -c "$size")
say "{\\"type\\":\\"log\\",\\"level\\":\\"info\\",\\"text\\":\\"$load $size $only\\"}"
case $object in
refused) say '{"type":"refused","program":"p","errno":13,"reason":"EACCES","log":"the log"}'; exit 1 ;;
absent) say '{"type":"failed","stage":"attach","program":"p","errno":2,"reason":"no such tracepoint."}'; exit 1 ;;
crash) kill -9 $$ ;;
silent) exec sleep 600 ;;
esac
say '{"type":"loaded","programs":[{"name":"p","section":"tp/a/b","id":1}],"maps":[]}'
say '{"type":"attached","program":"p","section":"tp/a/b","tracepoint":"a/b","programId":1,"proof":"link"}'
say '{"type":"ready","programs":1}'
say '{"type":"output","time":"1.0","cpu":0,"task":"t","pid":1,"text":"one"}'
say 'not json'
say '{"type":"lost","count":3}'
while read -r word; do
  case $object-$word in
  *-ping) say '{"type":"pong"}' ;;
  stubborn-stop) ;;
  *-stop) say '{"type":"stopped","reason":"stop"}'; exit 0 ;;
  esac
  [ "$object" = killed ] && { say '{"type":"stopped","reason":"signal"}'; exit 1; }
  [ "$object" = cut ] && exit 255
  [ "$object" = mute ] && exec sleep 600
done
`;

interface Started {
  readonly result: Result<Session, SessionFailure>;
  readonly states: SessionState[];
  readonly log: string[];
}

describe('a session', function () {
  this.timeout(10_000);
  let machine: FakeMachine;
  let cache: string;
  let loaderFile: string;
  const sessions: Session[] = [];
  const sha256 = createHash('sha256').update(fakeLoader).digest('hex');
  const loader: FindLoader = () => ({ file: loaderFile, sha256 });

  beforeEach(async () => {
    machine = await makeFakeMachine({ sudo: 'free', root: true });
    cache = join(machine.folder, 'cache');
    loaderFile = join(machine.folder, 'loader');
    await writeFile(loaderFile, fakeLoader);
  });
  afterEach(async () => {
    // Also those of a test that failed: their pings would keep the tests from ending.
    for (const session of sessions.splice(0)) await session.stop();
    await machine.remove();
  });

  async function start(object: string, more: Partial<SessionRequest> = {}): Promise<Started> {
    const states: SessionState[] = [];
    const log: string[] = [];
    const result = await startSession(
      { target: machine.target, object: Buffer.from(object), loader, io: machine.io(), folders: [cache], ...more },
      {
        onState: (state) => states.push(state),
        onOutput: ({ text }) => log.push(`output ${text}`),
        onLost: ({ count }) => log.push(`lost ${count}`),
        onLog: (level, text) => log.push(`${level} ${text}`),
      },
    );
    if (result.ok) sessions.push(result.value);
    return { result, states, log };
  }

  async function running(object: string, more: Partial<SessionRequest> = {}): Promise<Started & { session: Session }> {
    const started = await start(object, more);
    assert.ok(started.result.ok, JSON.stringify(started.result));
    return { ...started, session: started.result.value };
  }

  async function failing(object: string, more: Partial<SessionRequest> = {}): Promise<SessionFailure> {
    const { result, states } = await start(object, more);
    assert.ok(!result.ok);
    assert.deepEqual(states, ['starting', 'failed']);
    return result.error;
  }

  it('runs, and stops', async () => {
    const { session, states, log } = await running('good', { only: ['p', 'q'] });
    assert.equal(session.state, 'running');
    assert.deepEqual(
      session.attached.map(({ tracepoint }) => tracepoint),
      ['a/b'],
    );
    await session.stop();
    await session.stop();
    assert.deepEqual(states, ['starting', 'running', 'stopping', 'stopped']);
    assert.equal(session.failure, undefined);
    assert.deepEqual(log, [
      'info load 4 only=p,q',
      'output one',
      'warn Not understood from the loader: not json',
      'lost 3',
    ]);
  });

  it('sends the loader once, and keeps it for root alone', async () => {
    const first = await running('good');
    await first.session.stop();
    const second = await running('good');
    await second.session.stop();
    assert.deepEqual([first.session.uploaded, second.session.uploaded], [true, false]);
    assert.deepEqual(await readdir(cache), [sha256]);
    assert.equal((await lstat(cache)).mode & 0o777, 0o700);
    assert.equal((await lstat(join(cache, sha256))).mode & 0o777, 0o700);
  });

  it('never runs a kept loader that was altered', async () => {
    await (await running('good')).session.stop();
    await writeFile(join(cache, sha256), `#!/bin/sh\ntouch ${machine.folder}/evil\n`);
    const { session, log } = await running('good');
    await session.stop();
    assert.ok(session.uploaded);
    assert.match(log[0] ?? '', /had been altered/);
    assert.equal(await readFile(join(cache, sha256), 'utf8'), fakeLoader);
    assert.deepEqual(await readdir(machine.folder), ['bin', 'cache', 'loader']);
  });

  it("never runs a link that stands in the loader's place", async () => {
    await mkdir(cache, { mode: 0o700 });
    await symlink('/bin/true', join(cache, sha256));
    const { session } = await running('good');
    await session.stop();
    assert.ok((await lstat(join(cache, sha256))).isFile());
  });

  it('uses no folder that others can write to', async () => {
    await mkdir(cache);
    await chmod(cache, 0o777);
    assert.equal((await failing('good')).code, 'unsafe-directory');
    await chmod(cache, 0o720);
    assert.equal((await failing('good')).code, 'unsafe-directory');
  });

  it('uses no link to a folder', async () => {
    await mkdir(join(machine.folder, 'real'), { mode: 0o700 });
    await symlink(join(machine.folder, 'real'), cache);
    assert.equal((await failing('good')).code, 'unsafe-directory');
    await rm(join(machine.folder, 'real'), { recursive: true });
    assert.equal((await failing('good')).code, 'unsafe-directory');
  });

  it('uses the next folder where the first cannot be made', async () => {
    const { session } = await running('good', { folders: ['/proc/none/cache', cache] });
    await session.stop();
    assert.deepEqual(await readdir(cache), [sha256]);
    assert.equal((await failing('good', { folders: ['/proc/none/cache'] })).code, 'no-directory');
  });

  it('is refused where the loader of this machine was altered', async () => {
    await writeFile(loaderFile, `${fakeLoader}# more\n`);
    assert.equal((await failing('good')).code, 'loader-altered');
  });

  it('is refused where what arrives is something else', async () => {
    const { sshPath } = machine.io().ssh;
    const text = await readFile(sshPath ?? '', 'utf8');
    // Changes the loader on its way.
    await writeFile(sshPath ?? '', text.replace('exec sh -c', 'sed -u s/json/JSON/ | exec sh -c'));
    assert.equal((await failing('good')).code, 'loader-altered');
    assert.deepEqual(await readdir(cache), []);
  });

  it('has no loader for every machine', async () => {
    const failed = await failing('good', { loader: () => undefined });
    assert.equal(failed.code, 'no-loader');
    assert.match(failed.message, /box1 is a \w+ machine/);
  });

  it('tells a refused program, with the log', async () => {
    const { code, program, log, errno } = await failing('refused');
    assert.deepEqual({ code, program, log, errno }, { code: 'refused', program: 'p', log: 'the log', errno: 13 });
  });

  it('tells what could not be attached', async () => {
    const { code, message } = await failing('absent');
    assert.equal(code, 'attach-failed');
    assert.equal(message, 'The program p could not be attached on box1: no such tracepoint.');
  });

  it('tells a loader that cannot be run', async () => {
    const broken = '#!/nonexistent/interpreter\n';
    await writeFile(loaderFile, broken);
    const hash = createHash('sha256').update(broken).digest('hex');
    assert.equal(
      (await failing('x', { loader: () => ({ file: loaderFile, sha256: hash }) })).code,
      'loader-not-started',
    );
  });

  it('takes no name that would be another command', async () => {
    assert.equal((await failing('good', { only: ['p\nstop'] })).code, 'wrong-request');
    assert.equal((await failing('good', { only: ['a,b'] })).code, 'wrong-request');
  });

  it('fails with the connection, and says that the loader detaches', async () => {
    const { session, states } = await running('cut', { timing: { ping: 20 } });
    await session.ended;
    assert.deepEqual(states, ['starting', 'running', 'failed']);
    assert.equal(session.failure?.code, 'connection-lost');
    assert.match(session.failure.advice, /detaches the programs by itself/);
  });

  it('fails when nothing is heard any more', async () => {
    const { session } = await running('mute', { timing: { ping: 20, silence: 60 } });
    await session.ended;
    assert.equal(session.failure?.code, 'connection-lost');
  });

  it('fails when the loader is ended there', async () => {
    const { session } = await running('killed', { timing: { ping: 20 } });
    await session.ended;
    assert.equal(session.failure?.code, 'loader-ended');
  });

  it('fails when the loader crashes while it loads', async () => {
    assert.notEqual((await failing('crash')).code, 'cancelled');
  });

  it('stops in time although the loader does not', async () => {
    const { session } = await running('stubborn', { timing: { stop: 50 } });
    await session.stop();
    assert.equal(session.state, 'stopped');
  });

  it('is cancelled while it loads', async () => {
    const abort = new AbortController();
    const started = start('silent', { io: machine.io([], abort.signal) });
    await untilSeen(started, join(cache, sha256));
    abort.abort();
    const { result } = await started;
    assert.equal(!result.ok && result.error.code, 'cancelled');
  });

  it('reaches the machine while the object is being made', async () => {
    let made: (object: Result<Buffer, SessionFailure>) => void = () => undefined;
    const object = new Promise<Result<Buffer, SessionFailure>>((resolve) => (made = resolve));
    const messages: string[] = [];
    const started = startSession(
      { target: machine.target, object, loader, io: machine.io(), folders: [cache] },
      {
        onMessage: ({ type }) => {
          messages.push(type);
          if (type === 'hello') made(success(Buffer.from('good')));
        },
      },
    );
    const result = await started;
    assert.ok(result.ok);
    sessions.push(result.value);
    assert.deepEqual(messages.slice(0, 5), ['hello', 'log', 'loaded', 'attached', 'ready']);
  });

  it('ends what was started where there will be no object', async () => {
    const noObject = describeFailure('compile-failed', 'this machine', 'It does not compile.', 'Mend it.');
    for (const when of ['at once', 'hello'] as const) {
      let made: (object: Result<Buffer, SessionFailure>) => void = () => undefined;
      const object = new Promise<Result<Buffer, SessionFailure>>((resolve) => (made = resolve));
      const states: SessionState[] = [];
      const started = startSession(
        { target: machine.target, object, loader, io: machine.io(), folders: [cache] },
        {
          onState: (state) => states.push(state),
          onMessage: ({ type }) => type === when && made(failure(noObject)),
        },
      );
      if (when === 'at once') made(failure(noObject));
      const result = await started;
      assert.deepEqual(result, failure(noObject));
      assert.equal(states.at(-1), 'failed');
    }
  });

  it('does not wait for the object of a machine that cannot be reached', async () => {
    const object = new Promise<Result<Buffer, SessionFailure>>(() => undefined);
    const result = await startSession(
      { target: machine.target, object, loader, io: machine.io(), folders: ['/proc/none/cache'] },
      {},
    );
    assert.equal(!result.ok && result.error.code, 'no-directory');
  });

  it('stops by the signal', async () => {
    const abort = new AbortController();
    const { session, states } = await running('good', { io: machine.io([], abort.signal) });
    abort.abort();
    await session.ended;
    assert.deepEqual(states, ['starting', 'running', 'stopped']);
  });
});

/** Waits for a file, turn by turn; gives up where the work ends before. */
async function untilSeen(work: Promise<unknown>, file: string): Promise<void> {
  const over = new AbortController();
  void work.then(() => over.abort());
  while (!over.signal.aborted && !existsSync(file)) await new Promise((resolve) => setImmediate(resolve));
}
