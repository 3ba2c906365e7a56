/** `bpf-tracepoints count`: argdist -C for tracepoints, on any machine. */
import { argdistCommand } from '../argdist/command';

export const count = argdistCommand('count', {
  usage: 'count SPEC…',
  description:
    'Counts the hits of a tracepoint by the values of expressions, and prints them every second as bcc’s argdist does, until Ctrl-C. Then nothing is left on the machine.\nSPEC is argdist’s: t:CATEGORY:EVENT()[:TYPE[,TYPE…]:EXPRESSION[,EXPRESSION…]][:FILTER][#LABEL]; a field is args->NAME, or NAME alone; $PID, $TID, $COMM and $CPU say who.',
  examples: [
    "bpf-tracepoints count 't:irq:irq_handler_entry():int:args->irq' --target box1",
    "bpf-tracepoints count 't:syscalls:sys_enter_openat():char*,char*:$COMM,filename' -T 10 -i 5",
  ],
});
