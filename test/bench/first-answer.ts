/** From the start of the process to the first right answer after `ctx->`, as when an editor opens. */
import { performance } from 'node:perf_hooks';
import { BenchClient, type ServerCommand } from './client';
import type { Contenders } from './contenders';
import type { Row } from './figures';
import { interleave, type Measure } from './interleave';
import { benchSource, EXPECTED_FIELD, type BenchSource } from './source';

const RUNS = 9;
/** One group of programs, as most files are, and a long one. */
const SIZES = [
  { name: 'small.bpf.c', lines: 60 },
  { name: 'large.bpf.c', lines: 5000 },
];
const LIMIT = 30_000;

export async function firstAnswers(contenders: Contenders): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, lines } of SIZES) rows.push(...(await forFile(contenders, name, benchSource(lines))));
  return rows;
}

async function forFile({ ours, empty, clangd, uri }: Contenders, name: string, source: BenchSource): Promise<Row[]> {
  const measure = (server: ServerCommand, isRight: (labels: readonly string[]) => boolean) =>
    firstRight(server, uri(name), source, isRight);
  const holdsField = (labels: readonly string[]): boolean => labels.some((label) => label.trim() === EXPECTED_FIELD);
  const measures = [measure(ours, holdsField), measure(empty, () => true)];
  if ('server' in clangd) measures.push(measure(clangd.server, holdsField));
  const [mine, floor, theirs] = await interleave(measures, RUNS, 1);
  const what = `start to first right \`ctx->\`, ${source.lines} lines`;
  const none = { samples: [] };
  return [
    {
      what,
      unit: 'ms',
      ours: mine ?? none,
      other: { name: 'clangd', figure: 'why' in clangd ? clangd : (theirs ?? none) },
      goals: [{ timesBetter: 5 }],
    },
    { what, unit: 'ms', ours: mine ?? none, other: { name: 'empty server', figure: floor ?? none }, goals: [] },
  ];
}

/** Asks again while the answer is not right, as the next keystroke would. */
function firstRight(
  server: ServerCommand,
  uri: string,
  source: BenchSource,
  isRight: (labels: readonly string[]) => boolean,
): Measure {
  return async () => {
    const start = performance.now();
    const client = await BenchClient.start(server, uri, source);
    try {
      while (performance.now() - start < LIMIT) {
        const items = await client.complete(source.afterArrow);
        if (isRight(items.map(({ label }) => label))) return performance.now() - start;
      }
      return undefined;
    } finally {
      await client.stop();
    }
  };
}
