/** The command line as whole processes, beside what starting Node alone takes. */
import { spawnSync } from 'node:child_process';
import type { Row } from './figures';
import { interleave, timed } from './interleave';

const RUNS = 21;
const DISCARD = 2;
/** Milliseconds. */
const LIST_GOAL = 120;

const target = ['--target', 'debian13-7.3'];

const commands: readonly { readonly what: string; readonly args: readonly string[] }[] = [
  { what: 'list', args: ['list', ...target] },
  { what: 'list -v', args: ['list', '-v', ...target] },
  { what: 'check, one file, five kernels', args: ['check', 'examples/sched_switch.bpf.c', ...allKernels()] },
];

export async function commandLine(): Promise<Row[]> {
  const figures = await interleave(
    [timed(() => node('-e', '0')), ...commands.map(({ args }) => timed(() => node('dist/cli.js', ...args)))],
    RUNS,
    DISCARD,
  );
  const [floor, ...ours] = figures;
  return commands.map(({ what }, index) => ({
    what: `bpf-tracepoints ${what}, whole process`,
    unit: 'ms',
    ours: { samples: ours[index]?.samples ?? [] },
    other: { name: 'node -e 0', figure: { samples: floor?.samples ?? [] } },
    goals: what === 'list' ? [{ below: LIST_GOAL, unit: 'ms' }] : [],
  }));
}

function node(...args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr.toString()}`);
}

function allKernels(): string[] {
  const names = ['debian11-5.10', 'debian12-6.1', 'debian12-6.1-rt', 'debian13-6.12', 'debian13-7.3'];
  return names.flatMap((name) => ['--target', name]);
}
