import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { takeBtf } from '../../machine/btf';
import { takeCapture, type Capture } from '../../machine/capture';
import { CaptureCache } from '../../machine/capture-cache';
import { controlDirectory } from '../../machine/control-directory';
import type { Failure } from '../../machine/failure';
import { probeKernel } from '../../machine/kernel';
import { PasswordStore } from '../../machine/passwords';
import type { MachineIo } from '../../machine/privileged';
import { closeMaster, type SshOptions } from '../../machine/ssh';
import type { SshTarget } from '../../machine/target';
import { sshConfigFile, sshExec, staffPassword, type VmAlias } from './bed';

describe('a capture of a real machine', function () {
  this.timeout(60_000);
  let ssh: SshOptions;
  const target = (alias: VmAlias): SshTarget => ({ kind: 'ssh', name: alias, host: alias });

  before(async () => {
    const controlDir = await controlDirectory();
    ssh = { configFile: sshConfigFile, ...(controlDir === undefined ? {} : { controlDir }) };
  });
  after(async () => {
    for (const alias of ['vm-root', 'vm-wheel', 'vm-staff', 'vm-plain'] as const) await closeMaster(target(alias), ssh);
  });

  interface Asked extends MachineIo {
    readonly asked: number[];
  }
  function io(answers: readonly (string | undefined)[] = [], passwords = new PasswordStore()): Asked {
    const asked: number[] = [];
    return {
      ssh,
      passwords,
      asked,
      askPassword: (_machine, attempt) => {
        asked.push(attempt);
        return Promise.resolve(answers[asked.length - 1]);
      },
    };
  }

  async function take(alias: VmAlias, with_: MachineIo = io()): Promise<Capture> {
    const taken = await takeCapture(target(alias), with_);
    assert.ok(taken.ok, JSON.stringify(taken));
    return taken.value;
  }

  async function fails(alias: VmAlias, with_: MachineIo = io()): Promise<Failure> {
    const taken = await takeCapture(target(alias), with_);
    assert.ok(!taken.ok);
    return taken.error;
  }

  it('is whole, taken by root', async () => {
    const capture = await take('vm-root');
    const there = await sshExec(
      'vm-root',
      'cd /sys/kernel/tracing/events && cat */*/format | wc -c; ls -d */*/format | wc -l; uname -r',
    );
    const [bytes, count, release] = there.stdout.trim().split('\n');
    assert.equal(capture.release, release);
    assert.equal(capture.tracepoints, Number(count));
    assert.ok(capture.btf);
    const text = gunzipSync(capture.compressed).toString();
    const heads = text.match(/^==> .*\/format <==\n/gm) ?? [];
    assert.equal(heads.length, Number(count));
    // Between two files tail puts an empty line.
    const inFiles = Buffer.byteLength(text) - heads.join('').length - (heads.length - 1);
    assert.equal(inFiles, Number(bytes));
  });

  it('is followed by the BTF of the kernel, which needs no privilege and is kept', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'captures-'));
    try {
      const cache = new CaptureCache(folder);
      const capture = await take('vm-root');
      const box = target('vm-plain');
      const first = await cache.store(box, capture);
      assert.ok(first.ok && first.value.btfFile === undefined);
      const taken = await takeBtf({ target: box, kernel: first.value }, { ssh });
      assert.ok(taken.ok, JSON.stringify(taken));
      const there = await sshExec('vm-plain', 'sha256sum </sys/kernel/btf/vmlinux; wc -c </sys/kernel/btf/vmlinux');
      const [sum, size] = there.stdout.trim().split(/[^0-9a-f]+/);
      const plain = gunzipSync(taken.value);
      assert.equal(plain.length, Number(size));
      assert.equal(createHash('sha256').update(plain).digest('hex'), sum);
      const stored = await cache.storeBtf(box, capture, taken.value);
      assert.ok(stored.ok);
      const again = await cache.store(box, await take('vm-root'));
      assert.equal(again.ok && again.value.btfFile, stored.value);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('needs no password for who has sudo without one', async () => {
    const asking = io();
    await take('vm-wheel', asking);
    assert.deepEqual(asking.asked, []);
  });

  it('asks for the password of sudo until it is right, and then no more', async () => {
    const passwords = new PasswordStore();
    const first = io(['wrong', staffPassword], passwords);
    await take('vm-staff', first);
    assert.deepEqual(first.asked, [1, 2]);
    const second = io([], passwords);
    await take('vm-staff', second);
    assert.deepEqual(second.asked, []);
  });

  it('is cancelled when no password is given', async () => {
    assert.equal((await fails('vm-staff', io([undefined]))).code, 'cancelled');
  });

  it('is refused after three wrong passwords', async () => {
    const asking = io(['a', 'b', 'c', 'd']);
    assert.equal((await fails('vm-staff', asking)).code, 'wrong-password');
    assert.deepEqual(asking.asked, [1, 2, 3]);
  });

  it('is refused to who may not use sudo', async () => {
    await sshExec('vm-root', 'chpasswd', 'plain:known\n');
    const asking = io(['known']);
    const { code, message } = await fails('vm-plain', asking);
    assert.equal(code, 'not-permitted');
    assert.match(message, /vm-plain may not become root/);
  });

  it('tells that tracefs is not mounted, without asking for a password', async () => {
    const mounts = await sshExec(
      'vm-root',
      "umount -l /sys/kernel/debug/tracing 2>/dev/null; umount -l /sys/kernel/tracing; umount -l /sys/kernel/debug; grep -E 'tracefs|debugfs' /proc/mounts",
    );
    try {
      assert.equal(mounts.stdout, '');
      for (const alias of ['vm-root', 'vm-staff'] as const) {
        const { code, advice } = await fails(alias);
        assert.equal(code, 'tracefs-not-mounted');
        assert.match(advice, /mount -t tracefs nodev \/sys\/kernel\/tracing/);
      }
    } finally {
      await sshExec('vm-root', 'mount -t debugfs nodev /sys/kernel/debug; mount -t tracefs nodev /sys/kernel/tracing');
    }
  });

  it('needs no root where the format files are readable', async () => {
    await sshExec(
      'vm-root',
      'mount -o remount,gid=$(id -g plain),mode=755 /sys/kernel/tracing; chmod -R a+rX /sys/kernel/tracing/events',
    );
    try {
      const asking = io();
      assert.ok((await take('vm-plain', asking)).tracepoints > 1000);
      assert.deepEqual(asking.asked, []);
    } finally {
      await sshExec(
        'vm-root',
        'chmod -R go-rwx /sys/kernel/tracing/events; mount -o remount,gid=0,mode=700 /sys/kernel/tracing',
      );
    }
  });

  it('finds the kernel of the machine without privilege', async () => {
    const found = await probeKernel(target('vm-plain'), { ssh });
    const { stdout } = await sshExec('vm-plain', 'uname -r; uname -v; uname -m');
    assert.deepEqual(found, { ok: true, value: kernelOf(stdout) });
  });
});

function kernelOf(lines: string): object {
  const [release, version, machine] = lines.trim().split('\n');
  return { release, version, machine };
}

describe('a connection to a real machine', function () {
  this.timeout(30_000);
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'known-'))));
  after(() => rm(folder, { recursive: true }));

  /** The machine's configuration with some lines put before: ssh takes the first it finds. */
  async function failureWith(lines: string, port?: number): Promise<Failure> {
    const configFile = join(folder, 'config');
    const own = await readFile(sshConfigFile, 'utf8');
    await writeFile(configFile, `${lines}\n${own}`);
    const target: SshTarget = { kind: 'ssh', name: 'box1', host: 'vm-root', ...(port === undefined ? {} : { port }) };
    const found = await probeKernel(target, { ssh: { configFile } });
    assert.ok(!found.ok);
    return found.error;
  }

  it('is refused with a host key that changed', async () => {
    const own = await readFile(sshConfigFile, 'utf8');
    const known = (/^\s*UserKnownHostsFile\s+"?([^"\n]+)"?/m.exec(own) ?? [])[1] ?? '';
    const key = await readFile(known, 'utf8');
    // Another key of the same kind: one bit less.
    const other = key.replace(
      /(AAAA\S{30})(\S)/g,
      (_all, start: string, last: string) => start + (last === 'A' ? 'B' : 'A'),
    );
    assert.notEqual(other, key);
    await writeFile(join(folder, 'changed'), other);
    const { code, advice } = await failureWith(`UserKnownHostsFile ${join(folder, 'changed')}`);
    assert.equal(code, 'host-key-changed');
    assert.match(advice, /ssh vm-root/);
  });

  it('is refused with a host key that nobody accepted', async () => {
    const { code, advice } = await failureWith('UserKnownHostsFile /dev/null\nGlobalKnownHostsFile /dev/null');
    assert.equal(code, 'host-key-unknown');
    assert.match(advice, /terminal: ssh vm-root/);
  });

  it('is refused without the right key', async () => {
    assert.equal((await failureWith('IdentityFile /dev/null\nPubkeyAuthentication no')).code, 'permission-denied');
  });

  it('is refused where nobody listens', async () => {
    assert.equal((await failureWith('', 1)).code, 'connection-refused');
  });
});
