/** Cost for each line of a file and each kernel known: the same however many there are. */
import { readFileSync } from 'node:fs';
import { openShipped } from '../../machine/disk/formats-on-disk';
import { scanSource } from '../../core/source/scan';
import { generateSource } from '../unit/source/big';
import type { Row, Unit } from './figures';
import { interleave, timed } from './interleave';

const LINES = [1000, 5000, 20_000];
const KERNELS = [1, 2, 4, 8];
const RUNS = 15;
/** How much dearer the last of many may be than the only one before it is called more than linear. */
const GROWTH = 1.5;

export async function linearity(): Promise<Row[]> {
  return [
    ...(await perUnit('scan', 'lines', 'µs a line', LINES, (lines) => {
      const text = generateSource(lines);
      const count = text.split('\n').length;
      return { units: count / 1000, run: () => scanSource(text) };
    })),
    ...(await perUnit('unpack, index and read one record', 'kernels', 'ms a kernel', KERNELS, indexKernels)),
  ];
}

/** The shipped kernels in turn. */
function indexKernels(count: number): Work {
  const shipped = JSON.parse(readFileSync('kernels/index.json', 'utf8')) as { file: string }[];
  const files = Array.from({ length: count }, (_, at) => `kernels/${shipped[at % shipped.length]?.file ?? ''}`);
  return { units: count, run: () => files.map((file) => openShipped(file).get('sched/sched_switch')) };
}

interface Work {
  /** What the time is divided by. */
  readonly units: number;
  readonly run: () => unknown;
}

/** Rows of each size beside the smallest. */
async function perUnit(
  what: string,
  noun: string,
  unit: Unit,
  sizes: readonly number[],
  prepare: (size: number) => Work,
): Promise<Row[]> {
  const measures = sizes.map((size) => {
    const { units, run } = prepare(size);
    const time = timed(run);
    return async () => ((await time()) ?? NaN) / units;
  });
  const figures = await interleave(measures, RUNS, 3);
  const [first, ...others] = figures;
  const [smallest = 0, ...sizesOfOthers] = sizes;
  if (!first) return [];
  return others.map((ours, at) => ({
    what: `${what}, ${sizesOfOthers[at]?.toLocaleString('en')} ${noun}`,
    unit,
    ours,
    other: { name: `ours, ${smallest.toLocaleString('en')}`, figure: first },
    goals: [{ atMostTimes: GROWTH }],
  }));
}
