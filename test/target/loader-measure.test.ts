import assert from 'node:assert/strict';
import { countsOf, hitTimes } from './counting';
import { useLoaderBed, stopped } from './loader-bed';
import type { LoaderProcess, Message } from './loader-process';
import { compileFile, compileProgram } from './loader-programs';

describe('what programs cost', function () {
  this.timeout(120_000);
  const bed = useLoaderBed('/root/loader-measure');

  /** Rows by operation and program. */
  async function measured(loader: LoaderProcess, ms: number): Promise<Map<string, Message>> {
    loader.send(`measure ${ms}\n`);
    const [answer] = await loader.wait('measured');
    const rows = answer?.['rows'] as Message[];
    for (const row of rows) {
      const [least = NaN, ns = NaN, most = NaN] = [row['least'], row['ns'], row['most']].map(Number);
      assert.ok(0 < least && least <= ns && ns <= most, JSON.stringify(row));
      assert.ok(Number(row['operations']) > 0);
      if (row['program'] === '') assert.equal(row['runs'], 0);
    }
    const progress = loader.of('measuring');
    assert.deepEqual(
      progress.map(({ done, of }) => [done, of]),
      progress.map((_, index) => [index, rows.length * 7]),
    );
    assert.equal(progress.length, rows.length * 7);
    return new Map(rows.map((row) => [`${String(row['workload'])}: ${String(row['program'])}`, row]));
  }

  const assertRan = (row: Message | undefined) =>
    assert.ok(Number(row?.['runs']) >= Number(row?.['operations']), JSON.stringify(row));

  it('is measured for a tracepoint and a kprobe that do the same', async () => {
    const loader = await bed.running(compileFile('examples/overhead/overhead.bpf.c'));
    const rows = await measured(loader, 20);
    await stopped(loader);
    assert.deepEqual([...rows.keys()], ['task rename: ', 'task rename: on_rename', 'task rename: on_set_comm']);
    assertRan(rows.get('task rename: on_rename'));
    assertRan(rows.get('task rename: on_set_comm'));
  });

  it("is measured at each program's own event, and at one that does not hit it", async () => {
    const other = await bed.running(compileProgram('counting'));
    const loader = await bed.running(compileProgram('several'));
    const rows = await measured(loader, 10);
    assertRan(rows.get('pipe round trip: on_switch'));
    assertRan(rows.get('getpid: on_getpid'));
    assert.equal(rows.get('task rename: on_getpid')?.['runs'], 0);
    assert.equal(rows.get('getpid: on_exit'), undefined);
    assert.deepEqual(
      loader
        .of('log')
        .filter(({ text }) => String(text).includes('No operation is known'))
        .map(({ text }) => text),
      ["No operation is known that makes 'on_exit' (kprobe/do_exit) run."],
    );
    await hitTimes(bed, 3);
    assert.equal((await countsOf(bed, other)).counts, 3);
    await stopped(loader);
    await stopped(other);
  });

  it('can be given up, with the programs attached again', async () => {
    const loader = await bed.running(compileProgram('counting'));
    loader.send('measure 2000\n');
    await loader.wait('measuring');
    loader.send('measure 0\n');
    const [answer] = await loader.wait('denied');
    assert.match(String(answer?.['reason']), /cancelled/);
    await hitTimes(bed, 3);
    assert.ok((await countsOf(bed, loader)).counts >= 3);
    loader.send('measure 0\n');
    await loader.wait('denied', 2);
    assert.equal(loader.of('measured').length, 0);
    await stopped(loader);
  });

  it('leaves the programs attached as they were', async () => {
    const loader = await bed.running(compileProgram('counting'));
    loader.send('stats 100\n');
    await loader.wait('stats');
    const rows = await measured(loader, 5);
    await loader.wait('stats', loader.of('stats').length + 1);
    assertRan(rows.get('sched_get_priority_max: on_max'));
    const before = await countsOf(bed, loader);
    await hitTimes(bed, 3);
    const after = await countsOf(bed, loader);
    assert.equal(after.counts, before.counts + 3);
    assert.equal(loader.of('attached').length, 2);
    await stopped(loader);
  });

  it('can be stopped in the middle, and is denied where there is nothing to measure', async () => {
    const empty = bed.serve();
    empty.send('measure 100\n');
    await empty.wait('denied');
    await stopped(empty);
    const loader = await bed.running(compileProgram('counting'));
    loader.send('measure 60000\nmeasure 5\n');
    await loader.wait('denied');
    await loader.wait('measuring');
    loader.send('keep it\n');
    await loader.wait('denied', 2);
    loader.send('ping\n');
    await loader.wait('pong');
    await stopped(loader);
    assert.deepEqual(loader.of('measured'), []);
    const second = await bed.running(compileProgram('counting'));
    second.send('measure 60000\n');
    await second.wait('measuring');
    second.closeInput();
    assert.equal((await second.ended).code, 0);
  });
});
