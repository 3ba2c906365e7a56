/** What a BPF program can read through its context. */
import type { Field, RecordFields } from './types';

/**
 * The fields that stand behind `ctx`, in record order, as the format file places them. Common fields are left out: the kernel
 * overwrites bytes 0 to 7 with a pointer and refuses reads there (tp_prog_is_valid_access, kernel/trace/bpf_trace.c).
 *
 * For syscalls this is the number and the arguments of `struct syscall_tp_t`, whose offsets agree with the format on upstream
 * kernels. On RHEL 9.3 they do not (format 16, truth 24, as reported): there the target's BTF has to decide.
 */
export function contextFields(tracepoint: Pick<RecordFields, 'fields'>): readonly Field[] {
  return tracepoint.fields;
}
