import assert from 'node:assert/strict';
import { bpfObjects, leftovers, sshExec } from './bed';
import { LoaderProcess, type Message, SharedConnection } from './loader-process';
import { compileProgram, sendLoader } from './loader-programs';
import { skip } from '../skip';

/** Where another user can run it. */
const remote = '/tmp/loader-causes';
const serve = `exec ${remote} serve`;

/** A shell in which the mounts are its own: `change` is seen by the loader alone. */
const alone = (change: string): string => `exec unshare --mount sh -c '${change}; ${serve}'`;
/** Debugfs mounts a tracefs of its own under itself when it is asked for. */
const withoutTracefs = 'umount /sys/kernel/debug /sys/kernel/tracing';
/** As the kernel shows it in that mode, which could not be left without a boot. */
const lockedDown =
  'echo "none integrity [confidentiality]" >/tmp/lockdown; mount --bind /tmp/lockdown /sys/kernel/security/lockdown';

interface Expected {
  readonly stage: string;
  readonly cause: string;
  readonly reason: RegExp;
  /** '' where it is not one program's. */
  readonly program?: string;
}

describe('why the loader cannot run a program', function () {
  this.timeout(90_000);
  let baseline: string[] = [];
  let connection: SharedConnection;

  before(async () => {
    await sendLoader(remote);
    await sshExec('vm-root', `chmod 755 ${remote}`);
    connection = new SharedConnection('vm-root');
    await connection.open();
    baseline = await bpfObjects();
  });
  after(async () => {
    await connection.close();
    await sshExec('vm-root', `rm -f ${remote} /tmp/lockdown /tmp/jit`);
  });
  afterEach(async () => assert.deepEqual(await leftovers(baseline), []));

  async function outcome(command: string, object: Uint8Array): Promise<LoaderProcess> {
    const loader = new LoaderProcess(command, 'vm-root', connection.options);
    loader.load(object);
    await loader.ended;
    return loader;
  }

  function check(loader: LoaderProcess, ...expected: Expected[]): void {
    const failed = loader.of('failed');
    assert.deepEqual(
      failed.map(({ stage, cause, program }) => [stage, cause, program ?? '']),
      expected.map(({ stage, cause, program = '' }) => [stage, cause, program]),
      JSON.stringify(loader.messages),
    );
    expected.forEach(({ reason }, index) => assert.match(String(failed[index]?.['reason']), reason));
  }

  /** Nothing reached the kernel: what was missing was seen before. */
  const untried = (loader: LoaderProcess): void => assert.deepEqual(loader.of('loaded'), []);
  const lacks = (loader: LoaderProcess): unknown[] =>
    ((loader.of('hello')[0]?.['lacks'] ?? []) as Message[]).map(({ what }) => what);

  it('a record that ends before the read', async () => {
    check(await outcome(serve, compileProgram('past-end')), {
      stage: 'attach',
      cause: 'past-record-end',
      program: 'reads_past_end',
      reason: /sched\/sched_switch .*EACCES/,
    });
  });

  it('events that there are not', async () => {
    check(
      await outcome(serve, compileProgram('misspelt')),
      { stage: 'attach', cause: 'unknown-event', program: 'misspelt_event', reason: /has no event 'sched_swich'/ },
      { stage: 'attach', cause: 'unknown-event', program: 'misspelt_category', reason: /nor any category 'shed'/ },
    );
  });

  it('an event of ftrace, and a section without an event', async () => {
    check(await outcome(serve, compileProgram('ftrace')), {
      stage: 'attach',
      cause: 'ftrace-event',
      program: 'on_function',
      reason: /cannot be attached to ftrace/,
    });
    const bare = await outcome(serve, compileProgram('bare'));
    assert.deepEqual(
      bare.of('failed').map(({ cause }) => cause),
      ['never-attaches', 'never-attaches'],
    );
  });

  it('an event that is a kprobe’s', async () => {
    const events = '/sys/kernel/tracing/kprobe_events';
    await sshExec('vm-root', `echo 'p:bpftp_test/probe do_exit' >>${events}`);
    const loader = await outcome(serve, compileProgram('of-kprobe'));
    await sshExec('vm-root', `echo '-:bpftp_test/probe' >>${events}`);
    check(loader, { stage: 'attach', cause: 'not-attachable', program: 'on_probe', reason: /EINVAL.*kprobe/ });
  });

  it('more programs than an event takes', async () => {
    check(await outcome(serve, compileProgram('too-many')), {
      stage: 'attach',
      cause: 'too-many',
      program: 'on_hang_last',
      reason: /as many programs .* 64/,
    });
  });

  it('a map of a kind that came later', async function () {
    const [major = 0, minor = 0] = (await sshExec('vm-root', 'uname -r')).stdout.split('.').map(Number);
    if (major > 6 || (major === 6 && minor > 1)) skip(this, 'this kernel has every kind of map that we know of');
    const loader = await outcome(serve, compileProgram('young-map'));
    check(loader, { stage: 'load', cause: 'map-kind', reason: /'of_group' is a cgroup storage.*came with 6\.2/ });
    untried(loader);
  });

  it('a kernel without BTF, where the program needs it', async () => {
    const loader = await outcome(alone('mount -t tmpfs tmpfs /sys/kernel/btf'), compileProgram('core'));
    check(loader, { stage: 'load', cause: 'no-btf', reason: /uses CO-RE.*no BTF/ });
    assert.deepEqual(lacks(loader), ['btf']);
    untried(loader);
  });

  it('root without the capabilities', async () => {
    const dropped = `exec setpriv --bounding-set -sys_admin,-bpf,-perfmon ${remote} serve`;
    const loader = await outcome(dropped, compileProgram('switch'));
    check(loader, { stage: 'load', cause: 'no-permission', reason: /CAP_BPF and CAP_PERFMON/ });
    assert.deepEqual(lacks(loader), ['privilege']);
    untried(loader);
  });

  it('a user with the capabilities, whom tracefs is closed to', async () => {
    const raised = '--inh-caps +bpf,+perfmon --ambient-caps +bpf,+perfmon';
    const command = `exec setpriv --reuid plain --regid plain --clear-groups ${raised} ${remote} serve`;
    const loader = await outcome(command, compileProgram('switch'));
    check(loader, { stage: 'attach', cause: 'tracefs-unreadable', reason: /not readable for this user/ });
    untried(loader);
  });

  it('a tracefs that is not mounted', async () => {
    const loader = await outcome(alone(withoutTracefs), compileProgram('switch'));
    check(loader, { stage: 'attach', cause: 'tracefs-missing', reason: /mount -t tracefs/ });
    assert.deepEqual(lacks(loader), ['tracefs']);
    untried(loader);
  });

  it('a kernel that is locked down', async () => {
    const loader = await outcome(alone(lockedDown), compileProgram('switch'));
    check(loader, { stage: 'load', cause: 'lockdown', reason: /locked down \(confidentiality\)/ });
    untried(loader);
  });

  it('says what only some programs miss, and loads those that do not', async () => {
    const off = 'echo 0 >/tmp/jit; mount --bind /tmp/jit /proc/sys/net/core/bpf_jit_enable';
    const command = alone(`${off}; umount /sys/fs/bpf; mount -t tmpfs tmpfs /sys/kernel/btf`);
    const loader = new LoaderProcess(command, 'vm-root', connection.options);
    loader.load(compileProgram('switch'));
    await loader.wait('ready');
    assert.deepEqual(lacks(loader), ['btf', 'bpffs', 'jit']);
    loader.closeInput();
    await loader.ended;
  });
});
