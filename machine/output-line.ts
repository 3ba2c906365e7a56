/** A line of `bpf_printk` for people. */
import type { OutputMessage } from './loader-messages';

/** Not indented, as the editor's output view folds by indentation: `1234.567890  [002]  bash-4321  text`: seconds since boot as the kernel stamps them, CPU, task and its id. */
export function formatOutput({ time, cpu, task, pid, text }: Omit<OutputMessage, 'type'>): string {
  return `${time}  [${String(cpu).padStart(3, '0')}]  ${`${task}-${pid}`.padEnd(22)}  ${text}`;
}
