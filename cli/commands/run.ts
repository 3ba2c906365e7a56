/** `bpf-tracepoints run`: a program on a machine, until Ctrl-C. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { formatOutput } from '../../machine/output-line';
import type { Session } from '../../machine/session';
import type { ReachableTarget } from '../../machine/target';
import type { Arguments } from '../arguments';
import type { Command, Context } from '../command';
import { Exit, failed, type Complaint } from '../exit';
import { complaintOf } from '../failures';
import { printable } from '../colour';
import { objectOf } from '../session/compile';
import { load } from '../session/load';
import { until } from '../session/until';
import { machineAccess, machineOf, type MachineAccess } from '../targets/captures';
import { namedMachine } from '../targets/machine';
import { machineOptions } from '../targets/options';

/** Seconds. Node's timers reach 2^31 milliseconds. */
const longestRun = 24 * 24 * 3600;

export const run: Command = {
  usage: 'run FILE HOST',
  takes: [2, 2],
  description:
    'Compiles FILE (C, or an object whose name ends in .o), loads it on HOST, and prints what its programs print with bpf_printk, until Ctrl-C. Then nothing is left there. HOST is what ssh takes, or this-machine. What the kernel refuses is shown at its source line, explained.',
  options: {
    duration: { type: 'string', short: 'd', value: 'SECONDS', help: 'Stop after so long.' },
    log: { type: 'string', value: 'FILE', help: 'Write the verifier’s log there, if it refuses.' },
    clang: { type: 'string', value: 'PROGRAM', help: 'The clang that compiles. Default: the first that knows BPF.' },
    ...machineOptions,
  },
  examples: [
    'bpf-tracepoints run opens.bpf.c box1',
    'bpf-tracepoints run opens.bpf.o root@192.0.2.7 -d 10 > opens.txt',
  ],
  async run(given, context) {
    const [file = '', host = ''] = given.positionals;
    const duration = given.number('duration', 1, longestRun);
    if (!duration.ok) return duration.error;
    const target = namedMachine(host, context);
    if (!target.ok) return target.error;
    if (!existsSync(file)) return failed(`There is no file ${JSON.stringify(file)}.`);
    const access = await machineAccess(given, context);
    const session = await start(given, target.value, access, context);
    if (typeof session === 'number') return session;
    if ('message' in session) return session;
    describe(session, basename(file), access);
    await until(session, access.terminal.signal, duration.value);
    await session.stop();
    return session.failure ? complaintOf(session.failure) : Exit.ok;
  },
};

async function start(
  given: Arguments,
  target: ReachableTarget,
  access: MachineAccess,
  context: Context,
): Promise<Session | number | Complaint> {
  const [file = ''] = given.positionals;
  const machine = await machineOf(target, access);
  if (!machine.ok) return machine.error;
  const { terminal } = context;
  const compilation = { target, machine: machine.value, clang: given.text('clang') };
  const session = await load(
    {
      target,
      object: objectOf(file, compilation, access, context),
      name: basename(file),
      source: file.endsWith('.o') ? undefined : file,
      log: given.text('log'),
    },
    access,
    context,
    {
      onOutput: (line) => terminal.out(`${printable(formatOutput(line))}\n`),
      onLost: ({ count }) => terminal.note(`${count} lines were lost: they came faster than they could be read`),
    },
  );
  return session.ok ? session.value : session.error;
}

function describe({ attached, hello, target }: Session, name: string, { terminal }: MachineAccess): void {
  const places = attached
    .map(({ program, tracepoint, section }) => `${program} at ${tracepoint || section}`)
    .join(', ');
  terminal.note(`${name} runs on ${target.name} (${hello?.kernel ?? 'unknown kernel'}): ${places}`);
}
