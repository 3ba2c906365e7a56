/** The names behind a syscall's `args[N]`. */
import { sizeOfType } from './c-type';
import type { Field, RecordFields } from './types';

/** The syscall's number: `__syscall_nr`, and `nr` on kernels before 3.17. It stands first; an argument may be named `nr` too. */
export function isSyscallNumber(tracepoint: RecordFields, field: Field): boolean {
  if (tracepoint.kind === 'record' || tracepoint.fields[0] !== field) return false;
  return field.name === '__syscall_nr' || field.name === 'nr';
}

/** The syscall's arguments in order; for `sys_exit_*` its result alone. Empty for other tracepoints. */
export function syscallArguments(tracepoint: RecordFields): readonly Field[] {
  if (tracepoint.kind === 'record') return [];
  return tracepoint.fields.filter((field) => !isSyscallNumber(tracepoint, field));
}

/** What `args[index]` is: the format's order names the arguments. Undefined past the last, and for all but `sys_enter_*`. */
export function syscallArgument(tracepoint: RecordFields, index: number): Field | undefined {
  return tracepoint.kind === 'syscall-enter' ? syscallArguments(tracepoint)[index] : undefined;
}

/** An argument such as `int dfd`: 8 bytes in what BPF gets, of which the syscall uses the low ones. Its sign shows after a cast. */
export function isNarrowArgument(tracepoint: RecordFields, field: Field): boolean {
  if (!syscallArguments(tracepoint).includes(field)) return false;
  return field.size === 8 && (sizeOfType(field.type) ?? 8) < 8;
}
