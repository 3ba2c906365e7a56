/** `bpf-tracepoints struct`: the record as C. */
import { findTracepoint } from '../../core/formats/find';
import { generateStruct } from '../../core/generate/struct';
import type { Command } from '../command';
import { printable } from '../colour';
import { Exit, failed, wrongUsage } from '../exit';
import { openKernel } from '../targets/open';
import { kernelOptions } from '../targets/options';

export const struct: Command = {
  usage: 'struct NAME',
  takes: [1, 1],
  description:
    'Prints the record of a tracepoint as a C struct that compiles after <linux/types.h>; the compiler checks every offset.',
  options: {
    name: { type: 'string', value: 'WORD', help: 'The struct’s name. Default: EVENT_ctx.' },
    ...kernelOptions,
  },
  examples: ['bpf-tracepoints struct sched:sched_switch --target box1 >> mine.bpf.c'],
  async run(given, context) {
    const kernel = await openKernel(given, context, { btf: true });
    if (!kernel.ok) return kernel.error;
    const [name = ''] = given.positionals;
    const tracepoint = findTracepoint(kernel.value, name);
    if (!tracepoint.ok) return failed(tracepoint.error);
    const generated = generateStruct(tracepoint.value, given.text('name'), kernel.value.name);
    if (!generated.ok) return wrongUsage(generated.error);
    context.terminal.out(printable(generated.value.text));
    return Exit.ok;
  },
};
