/** `npm run bench`: what a person waits for, ours beside others, in one run. */
import { cpus } from 'node:os';
import { commandLine } from './command-line';
import { findContenders, versionOf, type Contenders } from './contenders';
import { decoding } from './decoding';
import { editToDiagnostics } from './diagnostics';
import type { Row } from './figures';
import { filtering } from './filtering';
import { firstAnswers } from './first-answer';
import { indexing } from './indexing';
import { linearity } from './linearity';
import { loading } from './load';
import { peakMemory } from './memory';
import { oneLine } from './one-line';
import { Session } from './session';
import { formatTable } from './table';
import { warmAnswers } from './warm';

async function main(): Promise<void> {
  const contenders = findContenders();
  try {
    describeMachine(contenders);
    const rows = [
      ...(await group('first answers', () => firstAnswers(contenders))),
      ...(await ofSession(contenders)),
      ...(await group('indexing', indexing)),
      ...(await group('the command line', commandLine)),
      ...(await group('linearity', linearity)),
      ...(await group('filtering', filtering)),
      ...(await group('decoding', decoding)),
      ...(await group('loading', loading)),
      ...(await group('one-line programs', oneLine)),
    ];
    console.log(`\n${formatTable(rows)}\n\nMedians (least–greatest) of runs that take turns.`);
  } finally {
    contenders.dispose();
  }
}

async function ofSession(contenders: Contenders): Promise<Row[]> {
  const session = await Session.start(contenders);
  try {
    return [
      ...(await group('warm answers', () => warmAnswers(session))),
      ...(await group('diagnostics', () => editToDiagnostics(session))),
      ...(await group('memory', () => peakMemory(session))),
    ];
  } finally {
    await session.stop();
  }
}

async function group(name: string, measure: () => Row[] | Promise<Row[]>): Promise<Row[]> {
  console.log(`Measuring ${name} …`);
  return measure();
}

function describeMachine({ clangd }: Contenders): void {
  const versions = [
    `Node ${process.versions.node}`,
    'version' in clangd ? `clangd ${clangd.version}` : `clangd: ${clangd.why}`,
    versionOf('bpftrace', '--version') ?? 'bpftrace: not installed',
  ];
  console.log(`${cpus().length} cores; ${versions.join(', ')}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
