/** The table of commands. Each is loaded when it is asked for. */
import type { Command } from './command';

interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

export const commands: readonly Entry[] = [
  {
    name: 'list',
    summary: 'The tracepoints of a kernel, and with -v their fields.',
    load: async () => (await import('./commands/list.js')).list,
  },
  {
    name: 'show',
    summary: 'The record of a tracepoint: fields, offsets, sizes, print format.',
    load: async () => (await import('./commands/show.js')).show,
  },
  {
    name: 'struct',
    summary: 'The record as a C struct, every offset asserted.',
    load: async () => (await import('./commands/struct.js')).struct,
  },
  {
    name: 'new',
    summary: 'A whole program for a tracepoint.',
    load: async () => (await import('./commands/new.js')).newProgram,
  },
  {
    name: 'check',
    summary: 'What kernels refuse or read wrongly of programs, without compiling.',
    load: async () => (await import('./commands/check.js')).check,
  },
  {
    name: 'capture',
    summary: 'All format files of a host, for any other machine to work with.',
    load: async () => (await import('./commands/capture.js')).capture,
  },
  {
    name: 'vmlinux',
    summary: 'The types of a host’s kernel as C: vmlinux.h.',
    load: async () => (await import('./commands/vmlinux.js')).vmlinux,
  },
  {
    name: 'run',
    summary: 'Compile and load a program on a host, and print its output.',
    load: async () => (await import('./commands/run.js')).run,
  },
  {
    name: 'hist',
    summary: 'How a value is distributed: argdist -H for tracepoints.',
    load: async () => (await import('./commands/hist.js')).hist,
  },
  {
    name: 'count',
    summary: 'What is hit how often: argdist -C for tracepoints.',
    load: async () => (await import('./commands/count.js')).count,
  },
];

/** The command that may have been meant. */
export async function nearestCommand(typed: string): Promise<string | undefined> {
  const { nearestNames } = await import('../core/formats/nearest.js');
  return nearestNames({ names: commands.map(({ name }) => name) }, typed, 1)[0];
}
