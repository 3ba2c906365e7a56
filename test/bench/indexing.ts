/** Listing every tracepoint of this machine with its fields, as whole processes, beside those that list them today. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { brotliDecompressSync } from 'node:zlib';
import { indexCapture } from '../../core/formats/kernel-index';
import type { Figure, Row } from './figures';
import { interleave, timed } from './interleave';
import { listings, type Listings, type ListingTimes } from './listings';

const RUNS = 15;
const LIMIT = 300_000;

/**
 * tracefs where each program looks for it, read-only, and seen by nobody else: in a mount namespace of its own. Where it is mounted
 * it is not mounted anew: on older kernels that would set its options for all. Without capabilities none of the programs can
 * load a BPF program; the files are root's, who reads them without any.
 */
const WITH_TRACEFS = `set -e
readOnly() { mount -o remount,bind,ro "$1"; }
if [ -d /sys/kernel/tracing/events ]; then mount --bind /sys/kernel/tracing /sys/kernel/tracing
else mount -t tracefs tracefs /sys/kernel/tracing; fi
readOnly /sys/kernel/tracing
mount -t tmpfs tmpfs /sys/kernel/debug
mkdir /sys/kernel/debug/tracing
mount --bind /sys/kernel/tracing /sys/kernel/debug/tracing
readOnly /sys/kernel/debug/tracing
exec setpriv --bounding-set=-all --inh-caps=-all -- "$@"`;

export async function indexing(): Promise<Row[]> {
  return [...(await wholeProcesses()), ...(await insideServer())];
}

async function wholeProcesses(): Promise<Row[]> {
  const [mine, ...others] = listings;
  const found = await timeListings();
  const result = (name = ''): ListingTimes =>
    typeof found === 'string' ? { why: found } : (found[name] ?? { why: 'not measured' });
  const ours = result(mine?.name);
  const what = `list ${'why' in ours ? 'all' : count(ours)} tracepoints with fields, whole process`;
  return others.map(({ name }) => {
    const theirs = result(name);
    const named = 'why' in theirs ? name : `${name} (${count(theirs)})`;
    return { what, unit: 'ms', ours, other: { name: named, figure: theirs }, goals: [] };
  });
}

/** Or why they cannot be timed. */
async function timeListings(): Promise<Listings | string> {
  if (process.getuid?.() !== 0) return 'only root can read tracefs: run as root';
  const inside = ['sh', '-c', WITH_TRACEFS, 'sh', process.execPath, 'dist/test/bench/time-listings.js'];
  try {
    const { stdout } = await promisify(execFile)('unshare', ['--mount', ...inside], { timeout: LIMIT });
    return JSON.parse(stdout) as Listings;
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    return `tracefs cannot be mounted: ${stderr?.trim().split('\n')[0] ?? String(error)}`;
  }
}

const count = ({ tracepoints }: { tracepoints: number }): string => tracepoints.toLocaleString('en');

/** Over 2 MB, as much as a kernel with all modules loaded has; against cutting the same text into lines. */
async function insideServer(): Promise<Row[]> {
  const text = largeCapture();
  const index = (all: boolean) => (): void => {
    const kernel = indexCapture(text);
    for (const name of all ? kernel.names : kernel.names.slice(0, 1)) kernel.get(name);
  };
  const [floor, first, every] = await interleave(
    [timed(() => text.split('\n')), timed(index(false)), timed(index(true))],
    RUNS,
    2,
  );
  const size = `${(text.length / 1e6).toFixed(1)} MB`;
  const row = (what: string, ours: Figure | undefined): Row => ({
    what,
    unit: 'ms',
    ours: ours ?? { samples: [] },
    other: { name: 'cutting it into lines', figure: floor ?? { samples: [] } },
    goals: [],
  });
  return [
    row(`index a capture of ${size}, to the first record`, first),
    row(`index a capture of ${size} and read every record`, every),
  ];
}

/** Two shipped kernels' as one. */
function largeCapture(): string {
  const [one = '', other = ''] = ['debian12-6.1', 'debian13-6.12'].map((name) =>
    brotliDecompressSync(readFileSync(`kernels/${name}.br`)).toString('utf8'),
  );
  return one + other.replace(/^==> /gm, '==> newer_');
}
