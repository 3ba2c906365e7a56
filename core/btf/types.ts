/** What is read out of a kernel's BTF (Documentation/bpf/btf.rst). All offsets and sizes are bytes unless they say bits. */

export interface BtfMember {
  readonly name: string;
  /** C spelling of one element's type: `char`, `unsigned long`, `const struct cpumask *`. */
  readonly type: string;
  /** From the start of the outermost struct. */
  readonly offset: number;
  /** Of the whole member; 0 for a flexible array and for a type without a size. */
  readonly size: number;
  /** Number of elements, of all dimensions together; absent for what is no array, 0 for a flexible one. */
  readonly length?: number;
  /** Set where the type is signed, of an array that of its elements. */
  readonly signed?: true;
  /** Of a bit-field: bits from the start of `offset`'s byte (on a little-endian kernel from its lowest bit). */
  readonly bits?: { readonly offset: number; readonly size: number };
}

export interface BtfStruct {
  readonly name: string;
  readonly size: number;
  /** In the order of the source; members of unnamed structs and unions stand here themselves, as C's scoping has it. */
  readonly members: readonly BtfMember[];
}

/** One argument of a raw tracepoint. */
export interface BtfArgument {
  /** As the kernel's source names it, or `arg0`, `arg1`… where BTF does not say. */
  readonly name: string;
  readonly type: string;
  /** Absent for a type without a size. */
  readonly size?: number;
  /** Tag of the struct that it points to. */
  readonly struct?: string;
}

/** One kernel's types, of those that tracepoints need. Everything is read on first use and kept. */
export interface KernelBtf {
  /** The first struct of that name. */
  struct(name: string): BtfStruct | undefined;
  /** All structs of that name, in the order of the file: the kernel has two `syscall_tp_t`. */
  structs(name: string): readonly BtfStruct[];
  /** X of every `struct trace_event_raw_X`, sorted. */
  readonly classes: readonly string[];
  /** E of every `typedef … btf_trace_E`, sorted. */
  readonly rawTracepoints: readonly string[];
  /** The arguments that a program at the raw tracepoint gets, in order; undefined where there is no such tracepoint. */
  rawArguments(event: string): readonly BtfArgument[] | undefined;
  /** What could not be read, in sentences for people. Reading more can add to it. */
  readonly problems: readonly string[];
}
