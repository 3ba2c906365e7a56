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
    name: 'run',
    summary: 'Compile and load a program on a host, and print its output.',
    load: async () => (await import('./commands/run.js')).run,
  },
];

/** A command that begins as what was typed does, or that what was typed begins with. */
export function nearestCommand(typed: string): string | undefined {
  const names = commands.map(({ name }) => name);
  return names.find((name) => typed !== '' && (name.startsWith(typed) || typed.startsWith(name)));
}
