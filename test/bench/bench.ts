/** `npm run bench [-- GROUP …]`: what a person waits for, ours beside others, in one run. */
import { cpus } from 'node:os';
import { commandLine } from './command-line';
import { findContenders, versionOf, type Contenders } from './contenders';
import { decoding } from './decoding';
import { editToDiagnostics } from './diagnostics';
import type { Row } from './figures';
import { filtering } from './filtering';
import { firstChart } from './first-chart';
import { firstAnswers } from './first-answer';
import { indexing } from './indexing';
import { linearity } from './linearity';
import { loading } from './load';
import { peakMemory } from './memory';
import { oneLine } from './one-line';
import { Session } from './session';
import { formatTable } from './table';
import { warmAnswers } from './warm';

type Measure = (contenders: Contenders) => Row[] | Promise<Row[]>;

const groups: Readonly<Record<string, Measure>> = {
  'first-answers': firstAnswers,
  session: ofSession,
  indexing,
  'command-line': commandLine,
  linearity,
  filtering,
  decoding,
  loading,
  'one-line': oneLine,
  'first-chart': firstChart,
};

async function main(wanted: readonly string[]): Promise<void> {
  const unknown = wanted.filter((name) => !(name in groups));
  if (unknown.length > 0)
    throw new Error(`No such group: ${unknown.join(', ')}. There are: ${Object.keys(groups).join(', ')}.`);
  const contenders = findContenders();
  try {
    describeMachine(contenders);
    const rows: Row[] = [];
    for (const [name, measure] of Object.entries(groups)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      console.log(`Measuring ${name} …`);
      try {
        rows.push(...(await measure(contenders)));
      } catch (error) {
        // What the others measured takes minutes, and is worth as much without it.
        console.error(`${name} failed:`, error instanceof Error ? error.message : error);
        process.exitCode = 1;
      }
    }
    console.log(`\n${formatTable(rows)}\n\nMedians (least–greatest) of runs that take turns.`);
  } finally {
    contenders.dispose();
  }
}

async function ofSession(contenders: Contenders): Promise<Row[]> {
  const session = await Session.start(contenders);
  try {
    return [...(await warmAnswers(session)), ...(await editToDiagnostics(session)), ...(await peakMemory(session))];
  } finally {
    await session.stop();
  }
}

function describeMachine({ clangd }: Contenders): void {
  const versions = [
    `Node ${process.versions.node}`,
    'version' in clangd ? `clangd ${clangd.version}` : `clangd: ${clangd.why}`,
    versionOf('bpftrace', '--version') ?? 'bpftrace: not installed',
  ];
  console.log(`${cpus().length} cores; ${versions.join(', ')}`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
