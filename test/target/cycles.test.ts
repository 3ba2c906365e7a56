/** A hundred loads and stops in one process, as in an editor that is open for weeks: nothing may grow here. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { bpfObjects, leftovers } from './bed';
import { SessionBed } from './session-bed';

const CYCLES = 100;
/** Until then caches fill and code is compiled. */
const WARM = 20;
/** Bytes. Node's heap after a collection goes up and down by some 100 KB; a leak of a session would cost several KB each. */
const HEAP_SLACK = 1024 * 1024;
/** Bytes of the whole process: the allocator keeps what it once had. */
const RSS_SLACK = 32 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

interface Use {
  readonly heap: number;
  readonly rss: number;
  readonly descriptors: number;
  readonly children: number;
  readonly timers: number;
  readonly sockets: readonly string[];
}

describe('a hundred loads and stops', function () {
  this.timeout(900_000);
  let bed: SessionBed;
  before(async () => (bed = await SessionBed.open()));
  after(() => bed.close());

  async function cycles(count: number): Promise<void> {
    for (let cycle = 0; cycle < count; cycle++) {
      const { session } = await bed.start('vm-root');
      await session.stop();
      assert.equal(session.state, 'stopped');
      bed.forget();
    }
  }

  it('leave no more memory, descriptors, processes, timers or sockets in use than some did, and nothing there', async () => {
    const baseline = await bpfObjects();
    await cycles(WARM);
    const before = await use(bed.folder);
    await cycles(CYCLES - WARM);
    const after = await use(bed.folder);
    const { heap, rss, ...counted } = after;
    const { heap: heapBefore, rss: rssBefore, ...countedBefore } = before;
    assert.deepEqual(counted, countedBefore);
    assert.ok(heap < heapBefore + HEAP_SLACK, `heap ${heapBefore} → ${heap}`);
    assert.ok(rss < rssBefore + RSS_SLACK, `rss ${rssBefore} → ${rss}`);
    assert.deepEqual(await leftovers(baseline), []);
  });
});

async function use(folder: string): Promise<Use> {
  // What is being closed is closed in the turns after.
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  return {
    heap: heapUsed,
    rss,
    descriptors: readdirSync('/proc/self/fd').length,
    children: readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(/\s+/).filter(Boolean)
      .length,
    timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
    sockets: readdirSync(folder),
  };
}
