/** Where BPF finds what it gets of a syscall: `struct syscall_tp_t` (kernel/trace/trace_syscalls.c), not the record. */
import type { BtfMember, KernelBtf } from '../btf/types';

/** All bytes. Every argument, and the result, has 8 of them. */
export interface SyscallCopy {
  readonly number: { readonly offset: number; readonly size: number };
  /** Where the first argument stands, for `sys_enter_*`. */
  readonly args?: { readonly offset: number };
  /** For `sys_exit_*`. */
  readonly ret?: { readonly offset: number };
}

/**
 * Undefined where the kernel's BTF has no such struct. It has two, each local to a function: one with arguments, one with the
 * result. Since 6.7 the number has 4 bytes, before 8.
 */
export function syscallCopy(btf: KernelBtf): SyscallCopy | undefined {
  const members = btf.structs('syscall_tp_t').flatMap((struct) => struct.members);
  const named = (name: string): BtfMember | undefined => members.find((member) => member.name === name);
  const number = named('syscall_nr');
  if (!number) return undefined;
  const args = named('args');
  const ret = named('ret');
  return {
    number: { offset: number.offset, size: number.size },
    ...(args && { args: { offset: args.offset } }),
    ...(ret && { ret: { offset: ret.offset } }),
  };
}
