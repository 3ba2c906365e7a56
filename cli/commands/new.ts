/** `bpf-tracepoints new`: a program for a tracepoint. */
import { findTracepoint } from '../../core/formats/find';
import { generateProgram } from '../../core/generate/program';
import type { Command } from '../command';
import { Exit, failed } from '../exit';
import { openKernel } from '../targets/open';
import { kernelOptions } from '../targets/options';

export const newProgram: Command = {
  usage: 'new NAME',
  takes: [1, 1],
  description:
    'Prints a whole .bpf.c for a tracepoint: it compiles, loads, attaches, and prints what the kernel recorded.',
  options: { ...kernelOptions },
  examples: ['bpf-tracepoints new sched:sched_process_exec --target box1 > exec.bpf.c'],
  async run(given, context) {
    const kernel = await openKernel(given, context, { btf: true });
    if (!kernel.ok) return kernel.error;
    const [name = ''] = given.positionals;
    const tracepoint = findTracepoint(kernel.value, name);
    if (!tracepoint.ok) return failed(tracepoint.error);
    const program = generateProgram(tracepoint.value, { kernel: kernel.value.name });
    if (!program.ok) return failed(program.error);
    context.terminal.out(program.value.text);
    return Exit.ok;
  },
};
