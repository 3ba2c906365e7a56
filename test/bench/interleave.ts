/** Measures contenders in turn, so that what the machine does meanwhile falls on all alike. */
import { performance } from 'node:perf_hooks';

export type Measure = () => number | undefined | Promise<number | undefined>;

/**
 * Each contender's samples of `runs` rounds; `discard` rounds before them warm up. A contender that gives no value in a round is
 * not asked again: its time limit would be waited for in each.
 */
export async function interleave(
  contenders: readonly Measure[],
  runs: number,
  discard = 0,
): Promise<{ samples: number[] }[]> {
  const figures = contenders.map(() => ({ samples: [] as number[], silent: false }));
  for (let run = -discard; run < runs; run++) {
    for (const [position, measure] of contenders.entries()) {
      const figure = figures[position];
      if (!figure || figure.silent) continue;
      const value = await measure();
      if (value === undefined) figure.silent = true;
      else if (run >= 0) figure.samples.push(value);
    }
  }
  return figures.map(({ samples, silent }) => ({ samples: silent ? [] : samples }));
}

/** Milliseconds that `run` takes. */
export function timed(run: () => unknown): Measure {
  return () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  };
}

/** The value, or undefined after `limit` milliseconds. */
export async function within<T>(limit: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limit);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
