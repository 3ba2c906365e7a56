/** Each example on the target: it attaches, and tells the truth of what was done there. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { scanSource } from '../../core/source/scan';
import { DataBed } from './data-bed';
import { exampleFile, perl, RunningExample } from './example-bed';

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);

/** What else may have hit the same tracepoint as the same task: a page that was read from disk, the end of the process. */
const few = 20;

function assertAbout(count: unknown, expected: number): void {
  const number = Number(count);
  assert.ok(number >= expected && number <= expected + few, `${number}, where ${expected} were made`);
}

/** Reads, writes and discards that all block devices have completed (Documentation/block/stat.rst): fields 1, 5 and 12. */
async function requests(bed: DataBed): Promise<number> {
  const devices = await bed.lines('cat /sys/block/*/stat');
  return sum(
    devices.map((line) => {
      const fields = line.trim().split(/\s+/).map(Number);
      return sum([fields[0], fields[4], fields[11]].map((field) => field ?? NaN));
    }),
  );
}

describe('the examples on the target', function () {
  this.timeout(120_000);
  const bed = new DataBed();
  let running: RunningExample;

  before(() => bed.open());
  after(() => bed.close());
  afterEach(() => bed.settle());

  /** All programs of it are attached. */
  async function start(name: string): Promise<void> {
    running = await RunningExample.start(bed, name);
    const { programs } = scanSource(readFileSync(exampleFile(name), 'utf8'));
    const tracepoints = programs.map(({ section }) => `${section.category ?? ''}/${section.event ?? ''}`);
    assert.ok(tracepoints.length > 0);
    assert.deepEqual([...running.attached].sort(), tracepoints.sort());
  }

  it('sched_latency: a wait for each time that a task woke', async () => {
    await start('sched_latency');
    await perl(bed, 'sleeps', 'select(undef, undef, undef, 0.002) for 1..50');
    const counts = await running.slots('latency_hist', ({ comm }) => comm === 'sleeps');
    assertAbout(sum(counts), 50);
    await running.stop();
  });

  it('block_latency: a time for each request that a device was given', async () => {
    const before = await requests(bed);
    await start('block_latency');
    const read = 'dd if=/dev/vda of=/dev/null bs=4096 count=200 skip=1000 iflag=direct';
    await bed.lines(read);
    const timed = sum(await running.slots('latency_hist'));
    const most = (await requests(bed)) - before;
    assert.ok(timed >= 200 && timed <= most, `200 ≤ ${timed} ≤ ${most}`);
    assert.deepEqual(
      (await running.rows('issued')).filter(({ sector }) => Number(sector) >= 8000 && Number(sector) < 9600),
      [],
      'requests that were completed are forgotten',
    );
    await running.stop();
  });

  it('openat: a count for each program, and each file by name', async () => {
    await start('openat');
    await running.follow('files');
    await perl(bed, 'opens', 'open(my $f, "<", "/tmp/no-such-file-$_") for 1..40');
    const files = await running.records('files', ({ comm }) => comm === 'opens', 40);
    assert.deepEqual(
      files.map(({ name }) => name),
      Array.from({ length: 40 }, (_, index) => `/tmp/no-such-file-${index + 1}`),
    );
    const counts = (await running.rows('opens')).filter(({ comm }) => comm === 'opens');
    assert.deepEqual(
      counts.map(({ value }) => value),
      [40],
    );
    await running.stop();
  });

  it('tcp_states: each connection from one state to the next', async () => {
    await start('tcp_states');
    await running.follow('changes');
    const connections = 5;
    const port = 40123;
    await perl(
      bed,
      'connects',
      `use IO::Socket::INET; my $l = IO::Socket::INET->new(LocalAddr => "127.0.0.1:${port}", Listen => 9) or die;
       for (1..${connections}) {
         my $c = IO::Socket::INET->new("127.0.0.1:${port}") or die; my $s = $l->accept or die;
         close $c; read $s, my $b, 1; close $s;
       }`,
    );
    const client = await running.records('changes', ({ remote_port }) => remote_port === port, 5 * connections);
    const steps = ['CLOSE SYN_SENT', 'SYN_SENT ESTABLISHED', 'ESTABLISHED FIN_WAIT1', 'FIN_WAIT1 FIN_WAIT2'];
    // TIME_WAIT is kept by a smaller socket, which has no tracepoint: the big one goes to CLOSE.
    const life = [...steps, 'FIN_WAIT2 CLOSE'];
    assert.deepEqual(
      client.map((change) => `${change['old']} ${change['new']}`),
      Array.from({ length: connections }, () => life).flat(),
    );
    for (const { local, remote } of client) {
      assert.match(String(local), /255, 255, 127, 0, 0, 1/);
      assert.match(String(remote), /255, 255, 127, 0, 0, 1/);
    }
    assert.ok(
      client.filter((change) => change['new'] === 'ESTABLISHED').every(({ us_in_old }) => Number(us_in_old) > 0),
    );
    const server = ({ local_port }: { local_port?: unknown }): boolean => local_port === port;
    const accepted = (await running.records('changes', server, 1)).filter((change) => change['new'] === 'ESTABLISHED');
    assert.equal(accepted.length, connections);
    await running.stop();
  });

  it('page_faults: a fault for each page that a program wrote first', async () => {
    await start('page_faults');
    // PR_SET_THP_DISABLE: else one fault gets 512 pages.
    await perl(bed, 'faults', 'syscall(157, 41, 1, 0, 0, 0); my $pages = "x" x (4096 * 2000);');
    const faults = (await running.rows('faults')).filter(({ comm }) => comm === 'faults');
    const written = faults.find(({ access }) => access === 'WRITE');
    assert.ok(Number(written?.['value']) >= 2000 && Number(written?.['value']) <= 2300, JSON.stringify(faults));
    await running.stop();
  });

  it('signals: who sent which to whom, and how often', async () => {
    await start('signals');
    await perl(bed, 'sends', '$SIG{USR1} = "IGNORE"; kill "USR1", $$ for 1..30; kill 0, $$');
    const sent = (await running.rows('signals')).filter(({ from, to }) => from === 'sends' && to === 'sends');
    assert.deepEqual(
      sent.map(({ signal, value }) => [signal, value]),
      [[10, 30]],
    );
    await running.stop();
  });

  it('oom: who was killed for memory, and who set a score', async () => {
    await start('oom');
    await running.follow('events');
    await perl(bed, 'scores', 'for (100, 300) { open(my $f, ">", "/proc/self/oom_score_adj"); print $f $_; close $f }');
    const scores = await running.records('events', ({ by }) => by === 'scores', 2);
    assert.deepEqual(
      scores.map(({ what, victim, score }) => [what, victim, score]),
      [
        ['SCORE_SET', 'scores', 100],
        ['SCORE_SET', 'scores', 300],
      ],
    );
    const group = '/sys/fs/cgroup/examples-oom';
    const script = `mkdir ${group} && echo 20M >${group}/memory.max && echo 0 >${group}/memory.swap.max 2>/dev/null
      sh -c 'echo $$ >${group}/cgroup.procs && exec perl -e "\\$0 = q(grows); \\$x .= q(x) x 1048576 while 1"'
      echo status $?; rmdir ${group}`;
    assert.ok((await bed.lines(script)).includes('status 137'));
    const [killed, ...more] = await running.records('events', ({ what }) => what === 'KILLED', 1);
    assert.deepEqual(more, []);
    assert.deepEqual([killed?.['victim'], killed?.['by']], ['grows', 'grows']);
    await running.stop();
  });

  it('irq_time: as many calls as the kernel itself counted', async () => {
    const interrupts = async (): Promise<ReadonlyMap<number, number>> => {
      const table = (await bed.lines('cat /proc/interrupts')).join('\n');
      const lines = [...table.matchAll(/^ *(\d+): +(\d+)/gm)];
      return new Map(lines.map(([, irq, count]) => [Number(irq), Number(count)]));
    };
    const outer = await interrupts();
    await start('irq_time');
    const inner = await interrupts();
    await bed.lines('head -c 200000 /dev/zero | od -v');
    const innerEnd = await interrupts();
    const handlers = await running.rows('handlers');
    const outerEnd = await interrupts();
    assert.ok(
      handlers.some(({ name }) => String(name).startsWith('virtio')),
      JSON.stringify(handlers),
    );
    for (const { key, name, calls, total_ns } of handlers) {
      const irq = Number(key);
      const least = (innerEnd.get(irq) ?? 0) - (inner.get(irq) ?? 0);
      const most = (outerEnd.get(irq) ?? 0) - (outer.get(irq) ?? 0);
      assert.ok(Number(calls) >= least && Number(calls) <= most, `${name}: ${least} ≤ ${calls} ≤ ${most}`);
      assert.ok(Number(total_ns) > 0);
    }
    const [busiest] = [...handlers].sort((one, other) => Number(other['calls']) - Number(one['calls']));
    assert.ok(busiest && Number(busiest['calls']) > 100);
    assert.ok(sum(await running.slots('handlers', ({ key }) => key === busiest['key'])) >= Number(busiest['calls']));
    await running.stop();
  });

  it('process_life: a fork, an exec and an exit for each child', async () => {
    await start('process_life');
    await running.follow('lives');
    const [said] = await perl(bed, 'forks', 'print "$$\\n"; for (1..10) { system { "/bin/true" } "true" }');
    const parent = Number(said);
    const forks = await running.records('lives', (life) => life['what'] === 'FORK' && life['parent'] === parent, 10);
    const children = forks.map(({ pid }) => pid);
    assert.equal(new Set(children).size, 10);
    const execs = await running.records(
      'lives',
      (life) => life['what'] === 'EXEC' && children.includes(Number(life['pid'])),
      10,
    );
    const exits = await running.records(
      'lives',
      (life) => life['what'] === 'EXIT' && children.includes(Number(life['pid'])),
      10,
    );
    assert.deepEqual(
      execs.map(({ pid, file }) => [pid, file]),
      children.map((pid) => [pid, '/bin/true']),
    );
    assert.deepEqual(
      exits.map(({ pid, comm }) => [pid, comm]),
      children.map((pid) => [pid, 'true']),
    );
    exits.forEach(({ us }, index) => {
      const began = Number(execs[index]?.['us']);
      assert.ok(began > 0 && Number(us) > began, `${began} µs, then ${us} µs`);
    });
    await running.stop();
  });

  it('syscall_errors: each call that failed, by number and error', async () => {
    await start('syscall_errors');
    // sched_get_priority_max of a policy that there is not: EINVAL; and of one that there is.
    await perl(bed, 'fails', 'for (1..25) { syscall(146, 99); syscall(146, 1) }');
    const errors = (await running.rows('errors')).filter(({ comm, syscall }) => comm === 'fails' && syscall === 146);
    assert.deepEqual(
      errors.map(({ error, value }) => [error, value]),
      [[22, 25]],
    );
    await running.stop();
  });

  for (const name of ['sched_switch', 'softirq_count', 'exec'])
    it(`${name}: attaches`, async () => {
      await start(name);
      await running.stop();
    });
});
