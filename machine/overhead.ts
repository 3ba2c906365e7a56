/** What programs cost, as the loader measured it, in a table for people. */
import type { Measurement } from './loader-messages';

interface Line {
  readonly attached: string;
  readonly ns: string;
  readonly added: string;
  readonly runs: string;
}

const heads: Line = { attached: 'attached', ns: 'ns an operation', added: 'added', runs: 'runs' };

/**
 * One block a workload: an operation's time with nothing attached, then with each program that ran in it. What a program
 * adds is told only where none of its rounds came down to the time with nothing attached.
 */
export function overheadTable(rows: readonly Measurement[]): string {
  const workloads = new Set(rows.map(({ workload }) => workload));
  if (workloads.size === 0) return 'Nothing was measured: no workload makes these programs run.\n';
  return [...workloads]
    .map((workload) =>
      block(
        workload,
        rows.filter((row) => row.workload === workload),
      ),
    )
    .join('\n');
}

function block(workload: string, rows: readonly Measurement[]): string {
  const nothing = rows.find(({ program }) => program === '');
  const ran = rows.filter(({ program, runs }) => program !== '' && runs > 0);
  const idle = rows.filter(({ program, runs }) => program !== '' && runs === 0).map(({ program }) => program);
  const lines = [
    heads,
    ...(nothing === undefined ? [] : [line(nothing, nothing)]),
    ...ran.map((row) => line(row, nothing)),
  ];
  const width = (of: keyof Line): number => Math.max(...lines.map((one) => one[of].length));
  const widths = { attached: width('attached'), ns: width('ns'), added: width('added'), runs: width('runs') };
  const table = lines.map((one) =>
    [
      `  ${one.attached.padEnd(widths.attached)}`,
      one.ns.padStart(widths.ns),
      one.added.padStart(widths.added),
      one.runs.padStart(widths.runs),
    ]
      .join('   ')
      .trimEnd(),
  );
  const never = idle.length === 0 ? [] : [`  not run by it: ${idle.join(', ')}`];
  return [workload, '', ...table, ...never, ''].join('\n');
}

function line(row: Measurement, nothing: Measurement | undefined): Line {
  const spread = row.most > row.least ? ` (${number(row.least)}–${number(row.most)})` : '';
  return {
    attached: row.program === '' ? 'nothing' : row.program,
    ns: `${number(row.ns)}${spread}`,
    added: row.program === '' || nothing === undefined ? '' : added(row, nothing),
    runs: row.program === '' ? '' : number(row.runs),
  };
}

function added(row: Measurement, nothing: Measurement): string {
  const more = row.ns - nothing.ns;
  const scattered = row.least <= nothing.ns && nothing.ns <= row.most;
  if (scattered) return 'lost in the scatter';
  const share = nothing.ns > 0 ? ` (${more > 0 ? '+' : ''}${((100 * more) / nothing.ns).toFixed(1)} %)` : '';
  return `${more > 0 ? '+' : ''}${number(more)}${share}`;
}

/** Whole from 100 on, else one decimal. */
const number = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < 100 ? 1 : 0 });
