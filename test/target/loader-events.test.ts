import assert from 'node:assert/strict';
import { sshExec } from './bed';
import { DataBed, call, view, type DataSession } from './data-bed';
import { compileProgram } from './loader-programs';

/** What the program itself counted: records sent and not sent, through the ring and through the perf buffer. */
async function own(session: DataSession): Promise<readonly number[]> {
  const [entry] = (await session.read('object.bss')).entries;
  assert.ok(entry);
  return [0, 8, 16, 24].map((at) => Number(view(entry.value).getBigUint64(at, true)));
}

/** Over all messages of one map. */
function total(session: DataSession, map: string) {
  const { id } = session.map(map);
  const messages = session.of('events').filter((message) => message.id === id);
  const add = (one: (message: (typeof messages)[number]) => number): number =>
    messages.reduce((so, message) => so + one(message), 0);
  return {
    count: add(({ count }) => count),
    lost: add(({ lost }) => lost),
    full: messages.some(({ full }) => full),
    records: messages.flatMap(({ records }) => records),
  };
}

/** Waits until so many records were counted; there may be no message that holds nothing. */
async function counted(session: DataSession, map: string, atLeast: number): Promise<void> {
  await session.until('events', () => total(session, map).count >= atLeast);
}

const numberOf = (data: Uint8Array): number => Number(view(data).getBigUint64(0, true));

describe("the loader's ring and perf buffers", function () {
  this.timeout(120_000);
  const bed = new DataBed();
  const records = compileProgram('records');

  before(() => bed.open());
  after(() => bed.close());
  afterEach(() => bed.settle());

  async function following(): Promise<DataSession> {
    const session = await bed.running(records);
    session.loader.send(`events ${session.map('ring').id} 1\nevents ${session.map('perf').id} 1\nping\n`);
    await session.wait('pong');
    return session;
  }

  for (const [map, number] of [
    ['ring', 146],
    ['perf', 147],
  ] as const)
    it(`hands over every record of a ${map} buffer, in order`, async () => {
      const session = await following();
      await call(number, 4, 500);
      await counted(session, map, 2000);
      const all = total(session, map);
      assert.equal(all.count, 2000);
      assert.equal(all.lost, 0);
      assert.equal(all.full, false);
      assert.deepEqual(
        all.records.map(({ data }) => numberOf(data)),
        Array.from({ length: 2000 }, (_, index) => index),
      );
      assert.ok(all.records.every(({ data, cpu }) => data.length >= 24 && cpu === (map === 'ring' ? -1 : 0)));
      assert.ok(all.records.every(({ data }) => view(data).getBigUint64(16, true) === 0x1122334455667788n));
      await session.stop();
    });

  it('reports what is in the buffers when it stops', async () => {
    const session = await following();
    await call(146, 1, 40);
    await call(147, 1, 40);
    await session.stop();
    assert.equal(total(session, 'ring').count, 40);
    assert.equal(total(session, 'perf').count, 40);
  });

  it('counts what a flood loses, shows the newest, and does not grow', async () => {
    const session = await following();
    // The loader, and the process that cleans up should it be killed.
    const loaders = '$(pgrep -f "bpf-trace[p]oints-loader serve")';
    // As when the connection carries nothing: what does not fit is to be dropped here.
    session.loader.pauseReading();
    await call(146, 64, 10_000);
    await call(147, 64, 10_000);
    // As when the loader gets no processor: what does not fit is dropped by the kernel.
    await sshExec('vm-root', `kill -STOP ${loaders}`);
    await call(146, 64, 10_000);
    await call(147, 64, 10_000);
    await sshExec('vm-root', `kill -CONT ${loaders}`);
    const memory = await sshExec('vm-root', `for pid in ${loaders}; do cat /proc/$pid/status; done`);
    session.loader.resumeReading();
    // The kernel tells of lost records with the next one that finds room.
    await call(147, 1, 1);
    const [sent = 0, dropped = 0, sentPerf = 0, droppedPerf = 0] = await own(session);
    await session.stop();

    const ring = total(session, 'ring');
    assert.equal(ring.count, sent);
    assert.equal(sent + dropped, 20_000 * 64);
    assert.ok(dropped > 0, 'the flood fitted');
    assert.equal(ring.full, true);
    const perf = total(session, 'perf');
    assert.deepEqual([perf.count, perf.lost], [sentPerf, droppedPerf]);
    assert.ok(droppedPerf > 0, 'the flood fitted');

    for (const { records: shown, count } of [ring, perf]) {
      assert.ok(shown.length < count);
      const numbers = shown.map(({ data }) => numberOf(data));
      assert.deepEqual(
        numbers,
        [...numbers].sort((a, b) => a - b),
      );
      assert.equal(numbers.at(-1), count - 1);
    }
    const kilobytes = [...memory.stdout.matchAll(/^VmHWM:\s+(\d+)/gm)].map(([, peak]) => Number(peak));
    assert.ok(kilobytes.length > 0 && kilobytes.every((peak) => peak < 24_000), memory.stdout);
  });

  it('says nothing of a buffer that is followed no more', async () => {
    const session = await following();
    session.loader.send(`events ${session.map('ring').id} 0\nping\n`);
    await session.wait('pong', 2);
    await call(146, 1, 10);
    await call(147, 1, 10);
    await counted(session, 'perf', 10);
    assert.equal(total(session, 'ring').count, 0);
    await session.stop();
  });
});
