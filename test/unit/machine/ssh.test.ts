import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { controlDirectory } from '../../../machine/control-directory';
import { probeKernel } from '../../../machine/kernel';
import { sshArguments, sshTerminalArguments } from '../../../machine/ssh';
import { classifySshFailure } from '../../../machine/ssh-failures';
import type { SshTarget } from '../../../machine/target';
import { makeFakeMachine } from './fake-machine';
import { recordedSsh } from './recorded-ssh';

const box: SshTarget = { kind: 'ssh', name: 'box1', host: 'me@box1.example', port: 2222 };

describe('the command line of ssh', () => {
  it('has "--" right before the host, and one command', () => {
    const words = sshArguments(box, { configFile: '/c', controlDir: '/run/x' }, 'command here');
    assert.deepEqual(words.slice(-3), ['--', 'me@box1.example', 'command here']);
    assert.deepEqual(words.slice(0, 4), ['-F', '/c', '-p', '2222']);
    for (const setting of ['BatchMode=yes', 'ControlPath=/run/x/%C', 'ControlMaster=auto', 'ControlPersist=60']) {
      assert.equal(words[words.indexOf(setting) - 1], '-o', setting);
    }
  });

  it('shares no connection without a folder for its socket', () => {
    const words = sshArguments(box, {}, 'x');
    assert.ok(words.includes('ControlPath=none') && words.includes('ControlMaster=no'));
    assert.ok(!words.includes('-F'));
  });

  it('is one that ssh accepts', () => {
    // -G prints the resulting configuration and connects nowhere.
    const words = sshArguments(box, { configFile: '/dev/null', controlDir: '/tmp/x' }, 'x');
    const { stdout, stderr, status } = spawnSync('ssh', ['-G', ...words], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^hostname box1\.example$/m);
    assert.match(stdout, /^user me$/m);
    assert.match(stdout, /^batchmode yes$/m);
    assert.match(stdout, /^requesttty false$/m);
  });

  it('lets a terminal ask', () => {
    const words = sshTerminalArguments(box, { controlDir: '/run/x' });
    assert.ok(!words.includes('BatchMode=yes'));
    assert.ok(words.includes('ControlPath=/run/x/%C'));
  });
});

describe('messages of ssh', () => {
  for (const [code, stderr] of recordedSsh) {
    it(`mean ${code}: ${stderr.trim().split(/\r?\n/)[0]?.slice(0, 60) ?? ''}`, () => {
      const found = classifySshFailure(box, stderr, false);
      assert.equal(found.code, code);
      assert.equal(found.machine, 'box1');
      assert.match(found.message, code === 'ssh-configuration' ? /configuration file/ : /box1/);
      assert.notEqual(found.advice, '');
    });
  }

  it('tell how to connect in a terminal with this host and port', () => {
    assert.match(
      classifySshFailure(box, 'Host key verification failed.', false).advice,
      /ssh -p 2222 me@box1\.example/,
    );
  });

  it('mean a lost connection once the script ran, also where there are none', () => {
    assert.equal(classifySshFailure(box, '', true).code, 'connection-lost');
    assert.equal(classifySshFailure(box, 'Permission denied (publickey)', true).code, 'connection-lost');
  });

  it('that are not known are shown', () => {
    const found = classifySshFailure(box, 'something\nnew happened.\n', false);
    assert.equal(found.code, 'ssh-failed');
    assert.match(found.message, /: new happened\.$/);
  });

  it('never make it throw', () => {
    fc.assert(fc.property(fc.string(), fc.boolean(), (text, ran) => void classifySshFailure(box, text, ran)));
  });
});

describe('a machine that cannot be reached', () => {
  const at = (host: string, port?: number): SshTarget => ({
    kind: 'ssh',
    name: 'away',
    host,
    ...(port ? { port } : {}),
  });
  const ssh = { configFile: '/dev/null' };
  let silentServer: Server;

  before((done) => {
    silentServer = createServer((socket) =>
      socket.on('error', () => undefined).end('HTTP/1.0 400 no\r\n', () => socket.destroy()),
    ).listen(0, '127.0.0.1', done);
  });
  after((done) => void silentServer.close(() => done()));

  const serverPort = (): number => {
    const address = silentServer.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };

  it('refuses', async () => {
    const found = await probeKernel(at('127.0.0.1', 1), { ssh });
    assert.equal(!found.ok && found.error.code, 'connection-refused');
  });

  it('is no ssh server', async () => {
    const found = await probeKernel(at('127.0.0.1', serverPort()), { ssh });
    assert.equal(!found.ok && found.error.code, 'not-ssh');
  });

  it('cannot be reached without ssh', async () => {
    const found = await probeKernel(at('127.0.0.1'), { ssh: { sshPath: '/nonexistent/ssh' } });
    assert.equal(!found.ok && found.error.code, 'ssh-missing');
  });

  it('cannot be reached with a configuration that is not there', async () => {
    const found = await probeKernel(at('127.0.0.1'), { ssh: { configFile: '/nonexistent/config' } });
    assert.equal(!found.ok && found.error.code, 'ssh-configuration');
  });

  it('is given up on request', async () => {
    // Without being ended, this one outlasts the test.
    const machine = await makeFakeMachine({ sudo: 'none', ssh: '#!/bin/sh\nexec sleep 60\n' });
    const abort = new AbortController();
    abort.abort();
    const found = await probeKernel(machine.target, machine.io([], abort.signal));
    await machine.remove();
    assert.equal(!found.ok && found.error.code, 'cancelled');
  });
});

describe('the folder for control sockets', () => {
  let runtime: string;
  beforeEach(async () => (runtime = await mkdtemp(join('/tmp', 'rt-'))));
  afterEach(() => rm(runtime, { recursive: true }));

  it('is private', async () => {
    const directory = await controlDirectory({ XDG_RUNTIME_DIR: runtime });
    assert.equal(directory, join(runtime, 'bpf-tracepoints'));
    assert.equal((await stat(directory)).mode & 0o777, 0o700);
    assert.equal(await controlDirectory({ XDG_RUNTIME_DIR: runtime }), directory);
  });

  it('is none that others can write to', async () => {
    const directory = await controlDirectory({ XDG_RUNTIME_DIR: runtime });
    await chmod(directory ?? '', 0o777);
    assert.notEqual(await controlDirectory({ XDG_RUNTIME_DIR: runtime }), directory);
  });

  it('is no link to a folder', async () => {
    await symlink(tmpdir(), join(runtime, 'bpf-tracepoints'));
    assert.notEqual(await controlDirectory({ XDG_RUNTIME_DIR: runtime }), join(runtime, 'bpf-tracepoints'));
  });

  it('is short enough for a socket', async () => {
    const long = join(runtime, 'x'.repeat(60));
    assert.ok(((await controlDirectory({ XDG_RUNTIME_DIR: long })) ?? '').length <= 45);
  });
});
