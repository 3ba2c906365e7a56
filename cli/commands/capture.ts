/** `bpf-tracepoints capture`: a host's format files as one file. */
import type { Command } from '../command';
import { Exit, wrongUsage } from '../exit';
import { complaintOf } from '../failures';
import { machineAccess, newCapture } from '../targets/captures';
import { namedMachine } from '../targets/machine';
import { machineOptions } from '../targets/options';

export const capture: Command = {
  usage: 'capture HOST',
  takes: [1, 1],
  description:
    'Writes all format files of a host’s kernel to standard output, gzipped: a capture, for any machine to work with without the host. HOST is what ssh takes, or this-machine.',
  options: { ...machineOptions },
  examples: ['bpf-tracepoints capture box1 > box1.gz', "bpf-tracepoints list 'net:*' --target box1.gz"],
  async run(given, context) {
    const { terminal } = context;
    const [host = ''] = given.positionals;
    const target = namedMachine(host, context);
    if (!target.ok) return target.error;
    if (terminal.outIsTerminal) {
      return wrongUsage(
        'A capture is no text for a terminal.',
        `Write it to a file: bpf-tracepoints capture ${host} > ${host.replace(/\W+/g, '-')}.gz`,
      );
    }
    const taken = await newCapture(target.value, await machineAccess(given, context));
    if (!taken.ok) return complaintOf(taken.error);
    const { compressed, tracepoints, release } = taken.value;
    terminal.out(compressed);
    terminal.note(`${tracepoints} tracepoints of ${target.value.name} (${release}), ${compressed.length} bytes`);
    return Exit.ok;
  },
};
