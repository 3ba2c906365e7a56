import assert from 'node:assert/strict';
import { sshExec } from './bed';
import { DataBed, call, view } from './data-bed';
import { compileProgram } from './loader-programs';

/** Descriptors that switch the counting of runs on, on the whole machine. */
const statistics = async (): Promise<number> =>
  Number((await sshExec('vm-root', "find /proc/[0-9]*/fd -lname '*bpf-stats*' 2>/dev/null | wc -l")).stdout);

describe("the loader's counts and maps", function () {
  this.timeout(120_000);
  const bed = new DataBed();
  const counts = compileProgram('counts');

  before(() => bed.open());
  after(() => bed.close());
  afterEach(() => bed.settle());

  it('counts runs as the program does, and no longer than it is asked to', async () => {
    const session = await bed.running(counts);
    session.loader.send('stats 100\n');
    await session.wait('stats');
    assert.equal(await statistics(), 1);
    await call(146, 0, 300);
    const [program] = (await session.until('stats', ({ programs }) => (programs[0]?.runs ?? 0) >= 300)).programs;
    assert.equal(program?.runs, 300);
    assert.ok(program.ns > 0);
    assert.equal(program.missed, 0);
    assert.equal(program.id, session.of('loaded')[0]?.programs[0]?.id);
    session.loader.send('stats 0\nping\n');
    await session.wait('pong');
    assert.equal(await statistics(), 0);
    await call(146, 0, 50);
    session.loader.send('stats 100\n');
    const before = session.of('stats').length;
    const again = (await session.wait('stats', before + 1)).at(-1);
    assert.equal(again?.programs[0]?.runs, 300);
    await session.stop();
  });

  it('reads maps of every kind', async () => {
    const session = await bed.running(counts);
    await call(146, 0, 100);

    const byKey = await session.read('by_key');
    assert.equal(byKey.cpus, 1);
    assert.equal(byKey.truncated, false);
    const rows = byKey.entries.map(({ key, value }) => [
      view(key).getUint32(0, true),
      view(key).getUint16(4, true),
      view(key).getUint16(6, true),
      view(value).getBigUint64(0, true),
    ]);
    rows.sort((a, b) => Number(a[2]) - Number(b[2]));
    assert.deepEqual(rows, [
      [0x01020304, 0x0506, 0, 34n],
      [0x01020304, 0x0506, 1, 33n],
      [0x01020304, 0x0506, 2, 33n],
    ]);

    const slots = await session.read('slots');
    assert.equal(slots.entries.length, 10_000);
    assert.equal(slots.truncated, true);
    slots.entries.forEach(({ key, value }, index) => {
      assert.equal(view(key).getUint32(0, true), index);
      assert.equal(view(value).getUint32(0, true), index === 2 ? 300 : 0);
    });

    const perCpu = await session.read('per_cpu');
    assert.equal(perCpu.entries.length, 3);
    assert.ok(perCpu.entries.every(({ value }) => value.length === 8 * perCpu.cpus));
    assert.equal(sum(perCpu.entries[2]?.value), 100n);

    const perCpuHash = await session.read('per_cpu_hash');
    assert.equal(perCpuHash.entries.length, 1);
    assert.equal(sum(perCpuHash.entries[0]?.value), 99n);

    const recent = await session.read('recent');
    assert.ok(recent.entries.length > 0 && recent.entries.length <= 16);
    assert.ok(recent.entries.every(({ key }) => view(key).getBigUint64(0, true) < 100n));

    const prefixes = await session.read('prefixes');
    assert.deepEqual(
      prefixes.entries.map(({ key }) => [...key]),
      [[32, 0, 0, 0, 10, 0, 0, 2]],
    );

    const [variables] = (await session.read('object.bss')).entries;
    assert.equal(variables && view(variables.value).getBigUint64(0, true), 100n);
    const [constants] = (await session.read('object.rodata')).entries;
    assert.equal(constants && view(constants.value).getUint32(0, true), 3);
    await session.stop();
  });

  it('denies what is not to be read', async () => {
    const session = await bed.running(counts);
    const other = await bed.running(counts);
    session.loader.send(`read ${other.map('by_key').id}\nread 0\nwatch ${other.map('slots').id} 100\n`);
    session.loader.send(`read ${session.map('queue').id}\nevents ${session.map('by_key').id} 1\n`);
    const denied = await session.wait('denied', 5);
    assert.deepEqual(
      denied.map(({ command }) => command),
      ['read', 'read', 'watch', 'read', 'events'],
    );
    assert.match(denied[0]?.reason ?? '', /This session has no map with the id \d+/);
    assert.match(denied[3]?.reason ?? '', /Map 'queue' is a queue/);
    assert.match(denied[4]?.reason ?? '', /'by_key' is no ring buffer/);
    assert.deepEqual(session.of('map'), []);
    await session.stop();
    await other.stop();
  });

  it('goes on watching a map while it changes, until it is told to stop', async () => {
    const session = await bed.running(counts);
    const { id } = session.map('recent');
    session.loader.send(`watch ${id} 20\n`);
    const changing = call(146, 0, 30_000);
    await session.wait('map', 10);
    await changing;
    assert.ok(session.of('map').every(({ entries, cpus }) => entries.length <= 16 && cpus === 1));
    const keys = new Set(session.of('map').flatMap(({ entries }) => entries.map(({ key }) => String(key))));
    assert.ok(keys.size > 16, 'the map did not change while it was watched');
    session.loader.send(`watch ${id} 0\nping\n`);
    await session.wait('pong');
    const before = session.of('map').length;
    await session.read('by_key');
    assert.equal(session.of('map').length, before + 1);
    await session.stop();
  });
});

const sum = (value: Uint8Array | undefined): bigint => {
  let total = 0n;
  for (let at = 0; value && at < value.length; at += 8) total += view(value).getBigUint64(at, true);
  return total;
};
