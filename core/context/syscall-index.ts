/** Puts the syscalls of a kernel where its BTF says that BPF finds them, which format files do not always know. */
import type { KernelBtf } from '../btf/types';
import { isSyscallNumber } from '../formats/syscalls';
import type { Field, KernelIndex, Tracepoint } from '../formats/types';
import { syscallCopy, type SyscallCopy } from './syscall-copy';

/** Bytes of each argument, and of the result (struct syscall_tp_t, kernel/trace/trace_syscalls.c). */
const argumentSize = 8;

/**
 * The index with `syscall_tp_t` deciding where a syscall's fields are. On upstream kernels nothing changes; on RHEL 9.3 the format
 * says 16 and the arguments are at 24 (as reported). `btf` is asked when the first syscall is read.
 */
export function correctSyscalls(index: KernelIndex, btf: () => KernelBtf | undefined): KernelIndex {
  const corrected = new Map<Tracepoint, Tracepoint>();
  let copy: SyscallCopy | undefined;
  let isAsked = false;
  const copyOnce = (): SyscallCopy | undefined => {
    if (!isAsked) {
      isAsked = true;
      const types = btf();
      copy = types && syscallCopy(types);
    }
    return copy;
  };
  return {
    names: index.names,
    categories: index.categories,
    problems: index.problems,
    formatText: (name) => index.formatText(name),
    get(name) {
      const tracepoint = index.get(name);
      if (!tracepoint || tracepoint.kind === 'record') return tracepoint;
      const known = corrected.get(tracepoint);
      if (known) return known;
      const there = copyOnce();
      const right = there ? correct(tracepoint, there) : tracepoint;
      corrected.set(tracepoint, right);
      return right;
    },
  };
}

/** The tracepoint itself where the format agrees. */
function correct(tracepoint: Tracepoint, copy: SyscallCopy): Tracepoint {
  const start = (tracepoint.kind === 'syscall-enter' ? copy.args : copy.ret)?.offset;
  if (start === undefined) return tracepoint;
  let position = 0;
  const fields = tracepoint.fields.map((field): Field => {
    const offset = isSyscallNumber(tracepoint, field) ? copy.number.offset : start + argumentSize * position++;
    return offset === field.offset ? field : { ...field, offset };
  });
  if (fields.every((field, place) => field === tracepoint.fields[place])) return tracepoint;
  const end = Math.max(...fields.map(({ offset, size }) => offset + size));
  return {
    ...tracepoint,
    fields,
    formatFields: tracepoint.fields,
    recordSize: end,
    attachEnd: Math.max(end, tracepoint.attachEnd),
  };
}
