import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { bpfObjects, leftovers, sshExec } from './bed';
import { LoaderProcess, type Message, SharedConnection } from './loader-process';
import { compileProgram, loaderBinary } from './loader-programs';

/** Its folder has no name of ours, so that only the loader's own processes are found by name. */
const remote = '/root/loader-test/bpf-tracepoints-loader';
const instances = '/sys/kernel/tracing/instances';

describe('the loader on the target', function () {
  this.timeout(90_000);
  let baseline: string[] = [];
  let connection: SharedConnection;

  const started: LoaderProcess[] = [];

  function onTarget(command: string, sshOptions = connection.options): LoaderProcess {
    const loader = new LoaderProcess(command, 'vm-root', sshOptions);
    started.push(loader);
    return loader;
  }
  const serve = (options = ''): LoaderProcess => onTarget(`exec ${remote} serve ${options}`);

  /** Runs one object until the loader has ended by itself. */
  async function refusal(object: Uint8Array, only?: string): Promise<LoaderProcess> {
    const loader = serve();
    loader.load(object, only);
    assert.equal((await loader.ended).code, 1, JSON.stringify(loader.messages));
    assert.deepEqual(loader.messages.at(-1), { type: 'stopped', reason: 'failed' });
    assert.deepEqual(loader.of('ready'), []);
    return loader;
  }

  async function running(name: string, options = ''): Promise<LoaderProcess> {
    const loader = serve(options);
    loader.load(compileProgram(name));
    await loader.wait('ready');
    return loader;
  }

  before(async () => {
    connection = new SharedConnection('vm-root');
    await connection.open();
    const upload = onTarget(`mkdir -p /root/loader-test && cat >${remote} && chmod 700 ${remote}`);
    upload.send(readFileSync(loaderBinary));
    upload.closeInput();
    assert.equal((await upload.ended).code, 0);
    baseline = await bpfObjects();
  });

  after(() => connection.close());

  afterEach(async () => {
    // Those of a test that failed: what it left running is not the next one's concern.
    for (const loader of started.splice(0)) loader.cut();
    assert.deepEqual(await leftovers(baseline), []);
  });

  it('says what kernel this is', async () => {
    const loader = serve();
    const [hello] = await loader.wait('hello');
    loader.send('ping\n');
    await loader.wait('pong');
    loader.send('stop\n');
    assert.equal((await loader.ended).code, 0);
    assert.equal(hello?.['machine'], 'x86_64');
    assert.match(String(hello['kernel']), /^\d+\.\d+/);
    assert.deepEqual(hello['lacks'], []);
    assert.deepEqual(loader.messages.at(-1), { type: 'stopped', reason: 'stop' });
  });

  it('says that a kernel has no BTF, and loads what needs none', async () => {
    const hidden = `mount -t tmpfs tmpfs /sys/kernel/btf && exec ${remote} serve`;
    const loader = onTarget(`exec unshare --mount sh -c '${hidden}'`);
    loader.load(compileProgram('switch'));
    await loader.wait('ready');
    const [hello] = loader.of('hello');
    assert.deepEqual(
      (hello?.['lacks'] as { what: string }[]).map(({ what }) => what),
      ['btf'],
    );
    loader.send('stop\n');
    assert.equal((await loader.ended).code, 0);
  });

  it('says what the user lacks who is not root', async () => {
    const elsewhere = `cat >/tmp/l && chmod 700 /tmp/l && /tmp/l serve </dev/null; rm /tmp/l`;
    const loader = new LoaderProcess(elsewhere, 'vm-plain');
    loader.send(readFileSync(loaderBinary));
    loader.closeInput();
    const [hello] = await loader.wait('hello');
    await loader.ended;
    const lacks = (hello?.['lacks'] as { what: string }[]).map(({ what }) => what);
    assert.deepEqual(lacks, ['privilege', 'tracefs']);
  });

  it('loads, attaches, proves it, passes output on, and stops', async () => {
    const loader = await running('switch');
    const output = await loader.wait('output', 10);
    const during = await bpfObjects();
    loader.send('stop\n');
    assert.equal((await loader.ended).code, 0);
    const [loaded] = loader.of('loaded');
    const [attached] = loader.of('attached');
    assert.deepEqual(
      (loaded?.['programs'] as Message[]).map(({ name, section }) => [name, section]),
      [['on_switch', 'tp/sched/sched_switch']],
    );
    assert.equal(attached?.['tracepoint'], 'sched/sched_switch');
    assert.equal(attached['proof'], 'link');
    assert.ok(Number(attached['linkId']) > 0);
    for (const line of output) {
      assert.equal(line['text'], 'switched');
      assert.match(String(line['time']), /^\d+\.\d{6}$/);
      assert.equal(line['cpu'], 0);
    }
    assert.ok(during.some((line) => line.startsWith('trace instance') && !baseline.includes(line)));
    assert.deepEqual(loader.messages.at(-1), { type: 'stopped', reason: 'stop' });
    assert.deepEqual(loader.garbage, []);
  });

  it('reads back text that is hard to read', async () => {
    const loader = await running('lines');
    await sshExec('vm-root', 'perl -e "getpgrp(1)"');
    const texts = (await loader.wait('output', 2)).map((line) => line['text']);
    loader.send('stop\n');
    await loader.ended;
    assert.deepEqual(texts.slice(0, 2), [
      'first\nsecond "quoted" \\',
      '-7 [001] d..31 1.000001: bpf_trace_printk: looks like a head',
    ]);
  });

  it('runs several programs, of other kinds too, and pins nothing', async () => {
    const loader = await running('several');
    assert.deepEqual(
      loader.of('attached').map(({ program, tracepoint }) => [program, tracepoint]),
      [
        ['on_switch', 'sched/sched_switch'],
        ['on_getpid', 'syscalls/sys_enter_getpid'],
        ['on_exit', ''],
      ],
    );
    assert.equal((await sshExec('vm-root', 'ls -A /sys/fs/bpf')).stdout, '');
    loader.send('stop\n');
    await loader.ended;
    assert.deepEqual(loader.of('ready'), [{ type: 'ready', programs: 3 }]);
  });

  it('runs only what it is told to', async () => {
    const loader = serve();
    loader.load(compileProgram('several'), 'on_wakeup');
    await loader.wait('ready');
    loader.send('stop\n');
    await loader.ended;
    assert.deepEqual(
      loader.of('attached').map(({ program }) => program),
      ['on_wakeup'],
    );
    const unknown = await refusal(compileProgram('several'), 'on_switch,nobody');
    assert.match(String(unknown.of('failed')[0]?.['reason']), /no program named 'nobody'/);
  });

  it('stops when its input closes', async () => {
    const loader = await running('switch');
    loader.closeInput();
    assert.equal((await loader.ended).code, 0);
    assert.deepEqual(loader.messages.at(-1), { type: 'stopped', reason: 'stdin-closed' });
  });

  it('stops when the connection is cut', async () => {
    // A connection of its own: cutting one that is shared would only close a channel.
    const loader = onTarget(`exec ${remote} serve`, []);
    loader.load(compileProgram('switch'));
    await loader.wait('ready');
    loader.cut();
    await loader.ended;
  });

  it('stops on a signal', async () => {
    const loader = await running('switch');
    await sshExec('vm-root', killing('TERM', 'keeper'));
    assert.equal((await loader.ended).code, 0);
    assert.deepEqual(loader.messages.at(-1), { type: 'stopped', reason: 'signal' });
  });

  it('stops when it hears nothing for the lease, and not before', async () => {
    const loader = await running('switch', '--lease 2');
    loader.send('ping\n');
    await loader.wait('pong');
    assert.equal((await loader.ended).code, 0);
    assert.deepEqual(loader.messages.at(-1), { type: 'stopped', reason: 'lease' });
  });

  it('leaves nothing when the worker is killed', async () => {
    const loader = await running('switch');
    await sshExec('vm-root', killing('KILL', 'worker'));
    assert.equal((await loader.ended).code, 1);
    assert.deepEqual(loader.messages.at(-1), { type: 'stopped', reason: 'killed' });
    assert.deepEqual(loader.garbage, []);
  });

  it('leaves nothing when the keeper is killed', async () => {
    const loader = await running('switch');
    await sshExec('vm-root', killing('KILL', 'keeper'));
    await loader.ended;
    assert.deepEqual(loader.messages.at(-1), { type: 'stopped', reason: 'killed' });
  });

  it('sweeps what was left when both were killed', async () => {
    const loader = await running('switch');
    await sshExec('vm-root', killing('KILL', 'both'));
    await loader.ended;
    assert.match((await sshExec('vm-root', `ls ${instances}`)).stdout, /^bpf-tracepoints-\d+\n$/);
    const next = serve();
    await next.wait('hello');
    next.send('stop\n');
    await next.ended;
  });

  it('lets two loaders run side by side', async () => {
    const [first, second] = await Promise.all([running('switch'), running('switch')]);
    await Promise.all([first.wait('output', 5), second.wait('output', 5)]);
    first.send('stop\n');
    await first.ended;
    await second.wait('output', second.of('output').length + 5);
    second.send('stop\n');
    await second.ended;
    for (const loader of [first, second]) assert.deepEqual(loader.messages.at(-1), { type: 'stopped', reason: 'stop' });
  });

  it('stops although nobody takes its output', async () => {
    const loader = await running('noisy');
    await loader.wait('output', 10);
    loader.pauseReading();
    // System calls enough for pipe, sockets and the loader's own memory to fill.
    await sshExec('vm-root', 'ls -R /etc /usr/lib/systemd >/dev/null');
    loader.closeInput();
    assert.deepEqual(await leftovers(baseline), []);
    loader.resumeReading();
    await loader.ended;
    // Had there been room, this would have come: so it was the full pipe that the loader did not wait for.
    assert.deepEqual(loader.of('stopped'), []);
  });

  it('counts the lines it had to drop', async () => {
    const loader = await running('noisy');
    await loader.wait('lost');
    loader.send('stop\n');
    await loader.ended;
    assert.ok(loader.of('lost').every(({ count }) => Number(count) > 0));
  });

  it('reports every program that the verifier refuses, with its log', async () => {
    const refused = (await refusal(compileProgram('common-field'))).of('refused');
    assert.deepEqual(
      refused.map(({ program, errno }) => [program, errno]),
      [
        ['reads_pid', 13],
        ['reads_type', 13],
      ],
    );
    assert.match(String(refused[0]?.['reason']), /^EACCES/);
    assert.match(String(refused[0]?.['log']), /invalid bpf_context access off=4 size=4/);
    assert.match(String(refused[1]?.['log']), /invalid bpf_context access off=0 size=2/);
  });

  /** Stage, program and words of the reason, for each thing that fails before or while attaching. */
  const failures: readonly (readonly [what: string, object: () => Uint8Array, ...said: [string, string, RegExp][]])[] =
    [
      [
        'a read past the end',
        () => compileProgram('past-end'),
        ['attach', 'reads_past_end', /reads past the end of the record of sched\/sched_switch .*EACCES/],
      ],
      [
        'misspelt tracepoints',
        () => compileProgram('misspelt'),
        ['attach', 'misspelt_event', /no tracepoint sched\/sched_swich: category 'sched' has no event/],
        ['attach', 'misspelt_category', /no tracepoint shed\/sched_switch, nor any category 'shed'/],
      ],
      [
        'sections without an event',
        () => compileProgram('bare'),
        ['attach', 'without_anything', /Section 'tp' names no tracepoint/],
        ['attach', 'without_event', /Section 'tp\/sched' names no tracepoint/],
      ],
      ['ftrace/*', () => compileProgram('ftrace'), ['attach', 'on_function', /cannot be attached to ftrace.*EINVAL/]],
      ['no tracepoint program', () => compileProgram('kprobe'), ['open', '', /no tracepoint program/]],
      ["this machine's own code", () => readFileSync(loaderBinary), ['arch', '', /object for x86-64, not for BPF/]],
      ['garbage', () => Buffer.from('no object\0at all'), ['open', '', /does not start as an ELF file/]],
      ['a cut object', () => compileProgram('switch').subarray(0, 700), ['open', '', /cut off/]],
      ['nothing', () => Buffer.alloc(0), ['open', '', /empty/]],
    ];
  for (const [what, object, ...said] of failures)
    it(`explains ${what}`, async () => {
      const failed = (await refusal(object())).of('failed');
      assert.deepEqual(
        failed.map(({ stage, program }) => [stage, program ?? '']),
        said.map(([stage, program]) => [stage, program]),
      );
      said.forEach(([, , reason], index) => assert.match(String(failed[index]?.['reason']), reason));
    });

  it('ends on a command it does not know', async () => {
    const loader = serve();
    loader.send('lod 5\n');
    assert.equal((await loader.ended).code, 2);
    assert.equal(loader.of('failed')[0]?.['stage'], 'protocol');
  });

  it('prints for people', async () => {
    const object = '/root/loader-test/switch.o';
    const upload = onTarget(`cat >${object}`);
    upload.send(compileProgram('switch'));
    upload.closeInput();
    await upload.ended;
    // head ends after ten lines: the loader's output is gone, and it stops.
    const { stdout, code } = await sshExec('vm-root', `${remote} run ${object} 2>/root/loader-test/said | head -n 10`);
    assert.equal(code, 0);
    assert.match(stdout, /^(\d+\.\d{6} \[0\] .{1,15}-\d+: switched\n){10}$/);
    const said = (await sshExec('vm-root', 'cat /root/loader-test/said')).stdout;
    assert.match(said, /on_switch: attached to sched\/sched_switch/);
    assert.match(said, /nothing is left attached/);
  });
});

/** A script that kills one of the two processes of the one loader that runs: its trace instance bears the keeper's number. */
function killing(signal: 'TERM' | 'KILL', whom: 'keeper' | 'worker' | 'both'): string {
  const victims = { keeper: '$keeper', worker: '$worker', both: '$keeper $worker' }[whom];
  return `set -e; cd ${instances}; keeper=$(echo bpf-tracepoints-*); keeper=\${keeper##*-}
    worker=$(cat /proc/$keeper/task/$keeper/children); kill -${signal} ${victims}`;
}
