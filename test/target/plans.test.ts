import assert from 'node:assert/strict';
import type { Plan } from '../../core/generate/plan';
import { type Context, PlanBed, type RunningPlans } from './plan-bed';

/** What the kernel itself counts with hist triggers (Documentation/trace/histogram.rst), of the events of argdist's examples. */
const triggers = [
  { event: 'block/block_rq_complete', key: 'nr_sector' },
  { event: 'irq/irq_handler_entry', key: 'irq' },
  { event: 'net/net_dev_start_xmit', key: 'protocol' },
] as const;

const argdist = [
  ['histogram', 't:block:block_rq_complete():u32:args->nr_sector'],
  ['count', 't:irq:irq_handler_entry():int:args->irq'],
  ['count', 't:net:net_dev_start_xmit():u16:args->protocol'],
  ['count', 't:syscalls:sys_exit_epoll_wait():char*:$COMM'],
] as const;

/** Perl that is called `counted` and makes system calls of x86-64: openat is 257, epoll_wait 232, clock_nanosleep 230. */
const counted = (calls: string): string => `perl -e '$0 = "counted"; ${calls}'`;
const opens = (path: string, times: number): string =>
  `for (1..${times}) { my $p = "${path}"; syscall(257, -100, $p, 0) }`;

const work = [
  'dd if=/dev/vda of=/dev/null bs=4096 count=40 iflag=direct 2>/dev/null',
  'dd if=/dev/vda of=/dev/null bs=65536 count=20 iflag=direct 2>/dev/null',
  counted('syscall(232, -1, 0, 0, 0) for 1..321'),
  `perl -MSocket -e 'socket(S, AF_INET, SOCK_DGRAM, 0); send(S, "x", 0, sockaddr_in(9, INADDR_LOOPBACK)) for 1..50'`,
].join('\n');

describe('programs from argdist’s lines', function () {
  this.timeout(400_000);
  const bed = new PlanBed();
  let running: RunningPlans | undefined;

  before(() => bed.open());
  after(() => bed.close());
  afterEach(() => bed.loaders.settle());

  const hist = (end: string): string =>
    triggers.map(({ event }) => `echo '# ${event}'; cat /sys/kernel/tracing/events/${event}/hist`).join('\n') +
    `\n${end}`;

  for (const context of ['struct', 'vmlinux'] as const) {
    describe(`with ${context === 'struct' ? 'structs of their own' : 'vmlinux.h'}`, () => {
      it('count what the kernel counts, for each of argdist’s examples', async () => {
        for (const { event, key } of triggers) {
          await bed.loaders.lines(`echo 'hist:keys=${key}' > /sys/kernel/tracing/events/${event}/trigger`);
        }
        try {
          running = await bed.run(
            argdist.map(([kind, line]) => bed.plan(kind, line)),
            context,
          );
          // The kernel's counts before and after lie around ours, and others lie within.
          const outerBefore = kernelCounts(await bed.loaders.lines(hist('')));
          const before = await readings(running);
          const inner = await bed.loaders.lines(`${hist('echo between')}\n${work}\n${hist('')}`);
          const after = await readings(running);
          const outerAfter = kernelCounts(await bed.loaders.lines(hist('')));
          await running.stop();

          const cut = inner.indexOf('between');
          const innerBefore = kernelCounts(inner.slice(0, cut));
          const innerAfter = kernelCounts(inner.slice(cut));
          for (const [index, { event }] of triggers.entries()) {
            const ours = difference(before[index], after[index]);
            const least = difference(innerBefore.get(event), innerAfter.get(event));
            const most = difference(outerBefore.get(event), outerAfter.get(event));
            assert.ok(total(least) > 0, event);
            assertBetween(event, ours, least, most);
          }
          assert.equal(difference(before[3], after[3]).get('counted'), 321);
          assert.ok(running.program.text.includes('count_irq_handler_entry'));
        } finally {
          for (const { event, key } of triggers) {
            await bed.loaders.lines(`echo '!hist:keys=${key}' > /sys/kernel/tracing/events/${event}/trigger`);
          }
        }
      });

      it('count by texts and numbers, with a filter and a label', () => filtered(context));
      it('measure how long it takes from one tracepoint to another', () => latency(context));
      it('know what belongs together by two fields, of other widths at the other end', () => twoFields(context));
    });
  }

  async function filtered(context: Context): Promise<void> {
    running = await bed.run(
      [
        bed.plan(
          'count',
          't:syscalls:sys_enter_openat():char*,char*,int,u32:args->filename,$COMM,args->dfd,args->flags + 1:$COMM == "counted" && dfd < 0#opens',
        ),
        bed.plan('count', 't:syscalls:sys_exit_openat():int:args->ret:$COMM == "counted" && args->ret < 0'),
        bed.plan('histogram', 't:syscalls:sys_exit_openat():int:-args->ret:$COMM == "counted" && args->ret < 0'),
        bed.plan('count', 't:syscalls:sys_enter_openat():u64:(args->flags | 1) / -1:filename == "/no/such"'),
        bed.plan(
          'count',
          't:syscalls:sys_enter_openat():::filename != "/no/suc" && $COMM != "count" && $COMM == "counted"',
        ),
        bed.plan('count', 't:sched:sched_process_exec():char*:args->filename:args->filename == "/bin/true"'),
        bed.plan('count', 't:sched:sched_process_exec()'),
        bed.plan('count', 't:sched:sched_process_exec():char*:filename:$COMM == "true" ? filename != "x" : 0'),
      ],
      context,
    );
    await bed.loaders.lines(counted(`${opens('/etc/hostname', 57)} ${opens('/no/such', 23)}`));
    await bed.loaders.lines('for i in 1 2 3 4 5 6 7; do /bin/true; done');
    assert.deepEqual(
      await running.counts(0),
      new Map([
        ['/etc/hostname,counted,-100,1', 57],
        ['/no/such,counted,-100,1', 23],
      ]),
    );
    assert.deepEqual(await running.counts(1), new Map([['-2', 23]]));
    assert.deepEqual(
      (await running.slots(2)).flatMap((count, slot) => (count > 0 ? [[slot, count]] : [])),
      [[1, 23]],
    );
    assert.deepEqual(await running.counts(3), new Map([[String(2n ** 64n - 1n), 23]]));
    assert.deepEqual(await running.counts(4), new Map([['', 80]]));
    assert.deepEqual(await running.counts(5), new Map([['/bin/true', 7]]));
    assert.ok(((await running.counts(6)).get('') ?? 0) >= 7);
    assert.deepEqual(await running.counts(7), new Map([['/bin/true', 7]]));
    assert.ok((await running.dropped()).every((count) => count === 0));
    await running.stop();
  }

  async function latency(context: Context): Promise<void> {
    const end = (name: string, key: string): { tracepoint: ReturnType<PlanBed['tracepoint']>; key: string } => ({
      tracepoint: bed.tracepoint(name),
      key,
    });
    running = await bed.run(
      [
        {
          shape: 'latency',
          from: end('syscalls/sys_enter_clock_nanosleep', '$TID'),
          to: end('syscalls/sys_exit_clock_nanosleep', '$TID'),
          filter: '$COMM == "counted"',
        },
      ],
      context,
    );
    await bed.loaders.lines(counted('my $t = pack("qq", 0, 3000000); syscall(230, 1, 0, $t, 0) for 1..40'));
    const slots = await running.slots(0);
    assert.equal(
      slots.reduce((sum, count) => sum + count),
      40,
    );
    // 3 ms are more than 2^21 ns.
    assert.equal(
      slots.slice(0, 21).reduce((sum, count) => sum + count),
      0,
    );
    await running.stop();
  }

  /** dup2 with 20 pairs of descriptors, then dup3 with pairs of which each second was not there: both numbers alone were. */
  async function twoFields(context: Context): Promise<void> {
    running = await bed.run(
      [
        {
          shape: 'latency',
          from: { tracepoint: bed.tracepoint('syscalls/sys_enter_dup2'), key: ['oldfd', '(u64)newfd'] },
          to: { tracepoint: bed.tracepoint('syscalls/sys_enter_dup3'), key: ['oldfd', 'newfd'] },
          filter: '$COMM == "counted"',
        },
      ],
      context,
    );
    assert.match(running.program.text, /unsigned int oldfd;\n\t__u64 v1;/);
    const begin = 'syscall(33, 100000 + $_, 200000 + $_) for 1..20;';
    const end = 'syscall(292, 100000 + $_, 200000 + $_ + $_ % 2, 0) for 1..20';
    await bed.loaders.lines(counted(`${begin} ${end}`));
    const slots = await running.slots(0);
    assert.equal(
      slots.reduce((sum, count) => sum + count),
      10,
    );
    assert.deepEqual(await running.dropped(), [0]);
    await running.stop();
  }

  it('measure block requests by device and sector', async () => {
    running = await bed.run(
      [
        {
          shape: 'latency',
          from: { tracepoint: bed.tracepoint('block/block_rq_issue'), key: ['dev', 'sector'] },
          to: { tracepoint: bed.tracepoint('block/block_rq_complete'), key: ['dev', 'sector'] },
          filter: 'nr_sector == 24',
        },
      ],
      'struct',
    );
    await bed.loaders.lines('dd if=/dev/vda of=/dev/null bs=12288 count=33 iflag=direct 2>/dev/null');
    const slots = await running.slots(0);
    assert.equal(
      slots.reduce((sum, count) => sum + count),
      33,
    );
    await running.stop();
  });

  it('print hits of two tracepoints, each with its own fields and filter', async () => {
    const dup = (event: string, fields: readonly string[], filter: string): Plan => ({
      tracepoint: bed.tracepoint(`syscalls/sys_enter_${event}`),
      shape: 'print',
      values: fields.map((expression) => ({ expression })),
      filter: `$COMM == "counted" && ${filter}`,
    });
    running = await bed.run([dup('dup2', ['oldfd'], 'newfd == 8'), dup('dup3', ['newfd', 'flags'], '1')], 'struct');
    const calls = 'syscall(33, 100001, 7); syscall(33, 100002, 8); syscall(292, 100003, 9, 5)';
    await bed.loaders.lines(counted(calls));
    const lines = (await running.session.wait('output', 2)).map(({ text }) => text);
    assert.deepEqual(lines, ['sys_enter_dup2: oldfd=100002', 'sys_enter_dup3: newfd=9 flags=5']);
    await running.stop();
  });

  it('take all bytes of an array that has no zero at its end', async () => {
    const renamed = bed.tracepoint('task/task_rename');
    // Of the kernel's 16 bytes the first 8: those of a longer name have no zero among them, and more behind them.
    const tracepoint = {
      ...renamed,
      fields: renamed.fields.map((field) => (field.name === 'newcomm' ? { ...field, size: 8, length: 8 } : field)),
    };
    const values = [{ expression: 'newcomm' }];
    for (const context of ['struct', 'vmlinux'] as const) {
      running = await bed.run(
        [
          { tracepoint, shape: 'count', values, filter: '$COMM == "counted"' },
          { tracepoint, shape: 'count', values: [], filter: '$COMM == "counted" && newcomm == "renamed2"' },
          { tracepoint, shape: 'print', values, filter: 'newcomm == "renamed2"' },
        ],
        context,
      );
      const names = ['renamed1', 'renamed2', 'renamed2 and more', 'renamed', 'few'];
      await bed.loaders.lines(names.map((name) => counted(`$0 = "${name}"`)).join('\n'));
      const counts = [
        ['few', 1],
        ['renamed', 1],
        ['renamed1', 1],
        ['renamed2', 2],
      ] as const;
      assert.deepEqual([...(await running.counts(0))].sort(), counts);
      assert.deepEqual(await running.counts(1), new Map([['', 2]]));
      const lines = (await running.session.wait('output', 2)).map(({ text }) => text);
      assert.deepEqual(lines, Array(2).fill('task_rename: newcomm=renamed2'));
      await running.stop();
    }
  });

  it('see one process only, where that is asked for', async () => {
    const script = `$| = 1; print "{\\"type\\":\\"pid\\",\\"pid\\":$$}\\n"; <STDIN>; ${opens('/no/such', 31)} print "{\\"type\\":\\"done\\"}\\n"; <STDIN>`;
    const perl = bed.loaders.run(`exec perl -e '${script}'`);
    const [said] = await perl.wait('pid');
    const pid = Number(said?.['pid']);
    running = await bed.run(
      [bed.plan('count', 't:syscalls:sys_enter_openat():u32,u32,char*:$PID,$TID,args->filename')],
      'struct',
      { pid, tid: pid },
    );
    await bed.loaders.lines(counted(opens('/no/such', 9)));
    perl.send('\n');
    await perl.wait('done');
    assert.deepEqual(await running.counts(0), new Map([[`${pid},${pid},/no/such`, 31]]));
    perl.closeInput();
    await perl.ended;
    await running.stop();
  });

  it('count in a variable what the full map has no room for', async () => {
    running = await bed.run(
      [bed.plan('count', 't:syscalls:sys_enter_sched_get_priority_max():int:policy:$COMM == "counted"')],
      'struct',
    );
    await bed.loaders.lines(counted('syscall(146, $_) for 1..12000'));
    const counts = await running.counts(0);
    assert.equal(counts.size, 10_000);
    assert.ok([...counts.values()].every((count) => count === 1));
    assert.deepEqual(await running.dropped(), [2000]);
    await running.stop();
  });

  it('take keys that are larger than what the stack has room for', async () => {
    const values = Array.from({ length: 5 }, () => 'args->filename').join(',');
    running = await bed.run(
      [bed.plan('count', `t:syscalls:sys_enter_openat():char*,char*,char*,char*,char*:${values}:$COMM == "counted"`)],
      'struct',
      { stringSize: 100 },
    );
    await bed.loaders.lines(counted(`${opens(`/${'x'.repeat(200)}`, 3)} ${opens('/no', 2)}`));
    const long = `/${'x'.repeat(98)}`;
    assert.deepEqual(
      await running.counts(0),
      new Map([
        [Array(5).fill(long).join(','), 3],
        [Array(5).fill('/no').join(','), 2],
      ]),
    );
    await running.stop();
  });

  it('print a line for each hit', async () => {
    running = await bed.run(
      [
        {
          tracepoint: bed.tracepoint('syscalls/sys_enter_openat'),
          shape: 'print',
          values: [
            { expression: 'filename' },
            { expression: 'dfd' },
            { expression: '$COMM' },
            { expression: 'flags % 2' },
          ],
          filter: '$COMM == "counted"',
        },
      ],
      'struct',
    );
    await bed.loaders.lines(counted(opens('/no/such', 2)));
    const lines = (await running.session.wait('output', 4)).map(({ text }) => text);
    const expected = ['sys_enter_openat: filename=/no/such dfd=-100', 'sys_enter_openat: comm=counted v3=0'];
    assert.deepEqual(lines, [...expected, ...expected]);
    await running.stop();
  });
});

type Counts = ReadonlyMap<string, number>;

/** One for each line; a histogram's by the slot. */
async function readings(running: RunningPlans): Promise<Counts[]> {
  const slots = await running.slots(0);
  return [bySlot(slots), await running.counts(1), await running.counts(2), await running.counts(3)];
}

const bySlot = (slots: readonly number[]): Counts => new Map(slots.map((count, slot) => [String(slot), count]));

/** By event: what hist triggers have counted. Sizes of requests by their power of two, as our histograms have them. */
function kernelCounts(lines: readonly string[]): Map<string, Map<string, number>> {
  const events = new Map<string, Map<string, number>>();
  let counts = new Map<string, number>();
  for (const line of lines) {
    const event = /^# (\w+\/\w+)$/.exec(line)?.[1];
    if (event !== undefined) events.set(event, (counts = new Map<string, number>()));
    const [, name, value = '0', hits] = /^\{ (\w+): +(\d+) \} hitcount: +(\d+)/.exec(line) ?? [];
    if (name === undefined) continue;
    const key = name === 'nr_sector' ? String(Math.max(0, Math.floor(Math.log2(Number(value))))) : value;
    counts.set(key, (counts.get(key) ?? 0) + Number(hits));
  }
  return events;
}

const difference = (before: Counts = new Map(), after: Counts = new Map()): Counts =>
  new Map([...after].map(([key, count]) => [key, count - (before.get(key) ?? 0)]));

const total = (counts: Counts): number => [...counts.values()].reduce((sum, count) => sum + count, 0);

function assertBetween(event: string, ours: Counts, least: Counts, most: Counts): void {
  for (const key of new Set([...ours.keys(), ...least.keys(), ...most.keys()])) {
    const [low = 0, count = 0, high = 0] = [least.get(key), ours.get(key), most.get(key)];
    assert.ok(low <= count && count <= high, `${event} ${key}: ${low} <= ${count} <= ${high}`);
  }
}
