/** `bpf-tracepoints vmlinux`: the types of a host's kernel as a C header. */
import { readLoaders } from '../../machine/shipped-loaders';
import { takeVmlinux, vmlinuxFile } from '../../machine/vmlinux';
import type { Command } from '../command';
import { Exit, wrongUsage } from '../exit';
import { complaintOf } from '../failures';
import { machineAccess } from '../targets/captures';
import { namedMachine } from '../targets/machine';
import { machineOptions } from '../targets/options';

export const vmlinux: Command = {
  usage: 'vmlinux HOST',
  takes: [1, 1],
  description:
    'Writes the types of a host’s kernel to standard output as C: vmlinux.h, for programs that include it (new --vmlinux) and for clangd. The loader writes it there from /sys/kernel/btf/vmlinux, as root, and is gone after it. HOST is what ssh takes, or this-machine.',
  options: { ...machineOptions },
  examples: [
    'bpf-tracepoints vmlinux box1 > vmlinux.h',
    'bpf-tracepoints new sched:sched_switch --vmlinux --target box1 > switches.bpf.c',
  ],
  async run(given, context) {
    const { terminal, installation } = context;
    const [host = ''] = given.positionals;
    const target = namedMachine(host, context);
    if (!target.ok) return target.error;
    if (terminal.outIsTerminal) {
      return wrongUsage(
        'A vmlinux.h has over 100,000 lines: it is not written to a terminal.',
        `Write it to a file: bpf-tracepoints vmlinux ${host} > vmlinux.h`,
      );
    }
    const { io } = await machineAccess(given, context);
    terminal.note(`reading the types of ${target.value.name}’s kernel`);
    const taken = await takeVmlinux({ target: target.value, loader: await readLoaders(installation), io });
    if (!taken.ok) return taken.error.code === 'cancelled' ? Exit.interrupted : complaintOf(taken.error);
    const text = vmlinuxFile(target.value.name, taken.value);
    terminal.out(text);
    terminal.note(`types of ${target.value.name}’s kernel (${taken.value.kernel}), ${text.length} characters`);
    return Exit.ok;
  },
};
