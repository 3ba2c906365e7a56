/** `bpf-tracepoints hist`: argdist -H for tracepoints, on any machine. */
import { argdistCommand } from '../argdist/command';

export const hist = argdistCommand('histogram', {
  usage: 'hist SPEC…',
  description:
    'Counts the values of an expression at each hit of a tracepoint, by powers of two, and prints them every second as bcc’s argdist does, until Ctrl-C. Then nothing is left on the machine.\nSPEC is argdist’s: t:CATEGORY:EVENT():TYPE:EXPRESSION[:FILTER][#LABEL]; a field is args->NAME, or NAME alone.',
  examples: [
    "bpf-tracepoints hist 't:block:block_rq_complete():u32:nr_sector' --target box1",
    "bpf-tracepoints hist 't:syscalls:sys_exit_read():long:args->ret:args->ret > 0#bytes read' -i 5 -n 3",
  ],
});
