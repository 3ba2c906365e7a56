import assert from 'node:assert/strict';
import { loadEach } from './loader-batch';
import { useLoaderBed, stopped } from './loader-bed';
import { compileProgram } from './loader-programs';

const reloads = 100;
const cycles = 100;
/** Cycles before the first look: what is allocated once is there then. */
const first = 5;
/** KiB. A hundred programs or maps left behind would be at least a page each, and so 400. */
const tolerance = 256;

describe('again and again', function () {
  this.timeout(300_000);
  const bed = useLoaderBed('/root/loader-cycles');

  it('loading and stopping leaves the target as it was', async () => {
    const bytes = compileProgram('counting');
    const times = (count: number) =>
      loadEach(
        bed.loader,
        Array.from({ length: count }, () => ({ bytes })),
      );
    await times(first);
    await bed.settle();
    const before = await targetState();
    for (const messages of await times(cycles)) {
      assert.deepEqual(messages.at(-1), { type: 'stopped', reason: 'stop' });
      assert.equal(messages.filter(({ type }) => type === 'ready').length, 1);
    }
    await bed.settle();
    const after = await targetState();
    assert.deepEqual(after.files, before.files);
    assert.ok(after.kernel - before.kernel < tolerance, `${before.kernel} KiB, then ${after.kernel} KiB`);
  });

  /** Files where a loader could leave any; KiB of what programs, maps and their per-CPU parts are made of. */
  async function targetState(): Promise<{ readonly files: readonly string[]; readonly kernel: number }> {
    const files = await bed.lines(
      'find /run /tmp /root /sys/fs/bpf /dev/shm -xdev ! -name "session*" ! -path "*/systemd/*" | sort',
    );
    const [kernel] = await bed.lines("awk '/^(VmallocUsed|Percpu):/ { sum += $2 } END { print sum }' /proc/meminfo");
    return { files, kernel: Number(kernel) };
  }

  it('replacing what runs leaves the loader as it was', async () => {
    const object = compileProgram('counting');
    const loader = await bed.running(object);
    const reload = async (count: number) => {
      for (let i = 0; i < count; i++) {
        loader.load(object);
        await loader.wait('ready', loader.of('ready').length + 1);
      }
    };
    await reload(first);
    const before = await loaderState();
    await reload(reloads);
    const after = await loaderState();
    await stopped(loader);
    assert.deepEqual(after.descriptors, before.descriptors);
    assert.ok(after.memory - before.memory < tolerance, `${before.memory} KiB, then ${after.memory} KiB`);
  });

  /** Kinds of open files, and KiB of memory, of all processes of the one loader that runs. */
  async function loaderState(): Promise<{ readonly descriptors: readonly string[]; readonly memory: number }> {
    const each = `for pid in $(grep -lz '^${bed.loader}' /proc/[0-9]*/cmdline | cut -d/ -f3); do`;
    const descriptors = await bed.lines(
      `${each} for fd in /proc/$pid/fd/*; do readlink $fd; done; done | sed 's/[0-9]*]$/]/' | sort | uniq -c`,
    );
    const [memory] = await bed.lines(
      `${each} grep RssAnon /proc/$pid/status; done | awk '{ sum += $2 } END { print sum }'`,
    );
    return { descriptors, memory: Number(memory) };
  }
});
