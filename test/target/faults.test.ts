/** What goes wrong on a target or on the way to it: each is said clearly, and leaves nothing. docs/reliability.md has the table. */
import assert from 'node:assert/strict';
import { bpfObjects, leftovers, sshExec } from './bed';
import { compileProgram } from './loader-programs';
import { SessionBed } from './session-bed';

const folders = ['/var/cache/bpf-tracepoints', '/run/bpf-tracepoints', '/dev/shm/bpf-tracepoints'] as const;
const [disk, run, memory] = folders;

describe('faults of a real machine', function () {
  this.timeout(120_000);
  let bed: SessionBed;
  let baseline: string[];

  before(async () => {
    bed = await SessionBed.open();
    await asRoot(`rm -rf ${folders.join(' ')}`);
    baseline = await bpfObjects();
  });
  afterEach(() => bed.stopAll());
  after(() => bed.close());

  async function asRoot(script: string): Promise<string> {
    const { code, stdout, stderr } = await sshExec('vm-root', 'sh', script);
    assert.equal(code, 0, stderr);
    return stdout;
  }

  /** With the machine changed by one script, and changed back by another. */
  async function changed(change: string, back: string, check: () => Promise<void>): Promise<void> {
    await asRoot(change);
    try {
      await check();
    } finally {
      await asRoot(back);
    }
    assert.deepEqual(await leftovers(baseline), []);
  }

  const small = (folder: string): string =>
    `mkdir -p -m 700 ${folder} && mount -t tmpfs -o size=64k,mode=700 tmpfs ${folder}`;

  it('a full disk is passed over for the folder in memory', async () => {
    await changed(`rm -rf ${disk}; ${small(disk)}`, `umount ${disk}`, async () => {
      for (const uploaded of [true, false]) {
        const { session, output } = await bed.start('vm-root');
        assert.equal(await output(), 'switched');
        assert.equal(session.uploaded, uploaded);
        await session.stop();
      }
      assert.equal(await asRoot(`ls -A ${disk}`), '');
    });
    await asRoot(`rm -r ${run} ${memory}`);
  });

  it('a machine without room anywhere is told of, and gets no part of the loader', async () => {
    const change = `rm -rf ${folders.join(' ')}; ${folders.map(small).join('; ')}`;
    await changed(change, `umount ${folders.join(' ')}`, async () => {
      const { code, message, advice } = await bed.fails('vm-root');
      assert.equal(code, 'no-room');
      assert.match(message, /could not be stored in \/(run|dev\/shm)\/bpf-tracepoints on vm-root: there is no room\./);
      assert.match(advice, /2 MB/);
      assert.equal(await asRoot(`find ${folders.join(' ')} -type f`), '');
    });
  });

  it('a folder from which nothing is run is passed over, and told of where there is no other', async () => {
    const noexec = (folder: string): string =>
      `rm -rf ${folder}; mkdir -m 700 ${folder}; mount -t tmpfs -o noexec,mode=700 tmpfs ${folder}`;
    // Debian mounts /run like that.
    await changed(noexec(disk), `umount ${disk}; rm -rf ${run}`, async () => {
      await (await bed.start('vm-root')).session.stop();
      assert.match(await asRoot(`ls ${memory}`), /^[0-9a-f]{64}\n$/);
      await asRoot(noexec(memory));
      try {
        const { code, message } = await bed.fails('vm-root');
        assert.equal(code, 'no-exec');
        assert.match(message, /mounted with noexec/);
      } finally {
        await asRoot(`umount ${memory}; rm -r ${memory}`);
      }
    });
  });

  it('a loader that was altered there is not run: it is replaced, and that is said', async () => {
    await (await bed.start('vm-root')).session.stop();
    await asRoot(`cd ${folders[0]} && printf '#!/bin/sh\\ntouch /tmp/evil\\n' >"$(ls)"`);
    const { session, log } = await bed.start('vm-root');
    await session.stop();
    assert.ok(session.uploaded);
    assert.match(log[0] ?? '', /^warn The loader kept on vm-root had been altered\. It was removed and sent anew\./);
    assert.doesNotMatch(await asRoot('ls /tmp'), /evil/);
    assert.deepEqual(await leftovers(baseline), []);
  });

  it('nothing of a folder that is a link is touched, and nothing is run from it', async () => {
    const old = 'a'.repeat(64);
    const change = `rm -rf ${disk}; mkdir -m 700 /root/private; touch -d '1 year ago' /root/private/${old}; ln -s /root/private ${disk}`;
    await changed(change, `rm -r ${disk} /root/private`, async () => {
      assert.equal((await bed.fails('vm-root')).code, 'unsafe-directory');
      assert.equal(await asRoot('ls -A /root/private'), `${old}\n`);
    });
  });

  it('what runs is what was checked, although the folder is moved away by who may write to its parent', async () => {
    // The attacker's part, played by the machine: as soon as the hash is asked for, another folder takes the place.
    const change = `mkdir -m 700 /root/swap && cat >/usr/local/bin/swap <<'END'
#!/bin/sh
sum=$(/usr/bin/sha256sum.real)
if [ -d /var/cache/bpf-tracepoints ] && [ ! -e /root/swap/done ]; then
  touch /root/swap/done
  mv /var/cache/bpf-tracepoints /var/cache/moved
  mkdir /var/cache/bpf-tracepoints
  for name in /var/cache/moved/*; do
    printf '#!/bin/sh\\ntouch /root/swap/evil\\n' >"/var/cache/bpf-tracepoints/\${name##*/}"
    chmod 777 "/var/cache/bpf-tracepoints/\${name##*/}"
  done
fi
echo "$sum"
END
chmod 755 /usr/local/bin/swap; mv /usr/bin/sha256sum /usr/bin/sha256sum.real; ln -s /usr/local/bin/swap /usr/bin/sha256sum`;
    const back = `mv /usr/bin/sha256sum.real /usr/bin/sha256sum; rm -rf /usr/local/bin/swap /root/swap /var/cache/moved /var/cache/bpf-tracepoints`;
    await (await bed.start('vm-root')).session.stop();
    await changed(change, back, async () => {
      const { session, output } = await bed.start('vm-root');
      assert.equal(await output(), 'switched');
      await session.stop();
      assert.equal(await asRoot('ls /root/swap'), 'done\n');
    });
  });

  it('a network that freezes costs the session: the target cleans up by itself, and it is said here', async () => {
    const { session, output } = await bed.start('vm-root');
    await output();
    const frozen = await bed.sshProcesses('vm-root');
    assert.equal(frozen.length, 2);
    for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    try {
      // The lease is 15 s. The loader is done when it is over, while nothing is known of it here.
      assert.deepEqual(await leftovers(baseline, 20_000), []);
      await session.ended;
      assert.equal(session.state, 'failed');
      assert.match(session.failure?.message ?? '', /vm-root does not answer any more\.$/);
    } finally {
      for (const pid of frozen.slice(0, 1)) process.kill(pid, 'SIGCONT');
    }
    assert.deepEqual(await leftovers(baseline), []);
    const { session: next } = await bed.start('vm-root');
    await next.stop();
  });

  it('two editors do not disturb each other', async () => {
    const other = await SessionBed.open();
    try {
      const [mine, theirs] = [await bed.start('vm-root'), await other.start('vm-root')];
      await Promise.all([mine.output(), theirs.output()]);
      await mine.session.stop();
      assert.equal(await theirs.output(), 'switched');
      assert.equal(theirs.session.state, 'running');
    } finally {
      await other.close();
    }
    assert.deepEqual(await leftovers(baseline), []);
  });

  it('two editors that come first at the same time both get their loader', async () => {
    await asRoot(`rm -rf ${folders.join(' ')}`);
    const other = await SessionBed.open();
    try {
      await Promise.all([bed.start('vm-root'), other.start('vm-root')]);
      await bed.stopAll();
    } finally {
      await other.close();
    }
    assert.match(await asRoot(`ls ${folders[0]}`), /^[0-9a-f]{64}\n$/);
    assert.deepEqual(await leftovers(baseline), []);
  });

  it('a wrong password is told of, and starts nothing', async () => {
    const { code, message } = await bed.fails('vm-staff', { io: bed.io('wrong') });
    assert.equal(code, 'wrong-password');
    assert.match(message, /sudo on vm-staff did not accept the password/);
    assert.equal(bed.passwords.get(bed.target('vm-staff')), undefined);
    assert.deepEqual(await leftovers(baseline), []);
  });

  it('a kernel without BTF is told of; what needs none runs, and what needs it says so', async () => {
    await changed('mount -t tmpfs tmpfs /sys/kernel/btf', 'umount /sys/kernel/btf', async () => {
      const { session, output } = await bed.start('vm-root');
      await output();
      assert.deepEqual(
        session.hello?.lacks.map(({ what }) => what),
        ['btf'],
      );
      await session.stop();
      const { code, message } = await bed.fails('vm-root', { object: compileProgram('core-read') });
      assert.equal(code, 'load-failed', message);
      assert.match(message, /BTF/);
    });
  });

  it('a folder that somebody else made in memory does not keep it from running', async () => {
    await changed(`mkdir -m 777 ${memory}; chown plain ${memory}`, `rm -r ${memory}`, async () => {
      await (await bed.start('vm-root')).session.stop();
      assert.equal(await asRoot(`ls -A ${memory}`), '');
    });
  });

  it('a machine whose tracefs is not mounted is told of, and what to do', async () => {
    const unmount =
      'umount -l /sys/kernel/debug/tracing 2>/dev/null; umount -l /sys/kernel/tracing; umount -l /sys/kernel/debug';
    const mount = 'mount -t debugfs nodev /sys/kernel/debug; mount -t tracefs nodev /sys/kernel/tracing';
    await changed(unmount, mount, async () => {
      const { code, message, advice } = await bed.fails('vm-root');
      assert.match(`${message} ${advice}`, /tracefs/);
      assert.match(code, /^(attach-failed|trace-failed|load-failed)$/);
      assert.match(advice, /mount -t tracefs/);
    });
  });
});
