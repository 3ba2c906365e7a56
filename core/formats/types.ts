/** The values that format files and captures are read into. All offsets and sizes are bytes. */

/** One member of the record that the kernel fills for one hit of a tracepoint. */
export interface Field {
  /** As the format file names it, without `__data_loc` or `__rel_loc`. */
  readonly name: string;
  /** C type of the field, of one element where it is an array: `char`, `unsigned int`, `const char *`. */
  readonly type: string;
  /** Bytes from the start of the record. */
  readonly offset: number;
  /** Bytes in the record; 4 for a dynamic field, whatever it points to. */
  readonly size: number;
  /** As the format file says, which is unreliable for `char` and for syscalls' arguments. */
  readonly signed: boolean;
  /** Set for a dynamic field: what its 4 bytes hold (`length << 16 | offset`), and what the offset counts from. */
  readonly location?: 'data_loc' | 'rel_loc';
  /** Number of elements of a fixed array, from its size; absent for a scalar and for a dynamic field. */
  readonly length?: number;
}

/**
 * How BPF sees the tracepoint: `record` is the format's own layout; the syscall kinds get a copy in
 * `struct syscall_tp_t` (kernel/trace/trace_syscalls.c) with 8 bytes for each argument.
 */
export type TracepointKind = 'record' | 'syscall-enter' | 'syscall-exit';

export interface Tracepoint {
  readonly category: string;
  readonly event: string;
  /** `category/event`. */
  readonly name: string;
  readonly id: number;
  readonly kind: TracepointKind;
  /** False for `ftrace/*`, kprobe, uprobe, event-probe and synthetic events: they have a format file, BPF cannot attach to them as tracepoints. */
  readonly attachable: boolean;
  /** The `common_*` fields, in record order. BPF cannot read those below offset 8. */
  readonly commonFields: readonly Field[];
  /** The tracepoint's own fields, in record order, without the `__…_val` fields of newer syscalls that BPF does not get. */
  readonly fields: readonly Field[];
  /** Set where the target's BTF says that the fields are elsewhere than the format file has them: those of the file. */
  readonly formatFields?: readonly Field[];
  /** The `__…_val` fields of newer syscalls, which the record has and BPF does not get. */
  readonly hiddenFields: readonly Field[];
  /** End of the last field that BPF gets, in bytes. */
  readonly recordSize: number;
  /** End of the last field of the format, in bytes: a program that reads past it is refused when it attaches. */
  readonly attachEnd: number;
  /** Everything after `print fmt: `, which can span lines. */
  readonly printFormat: string;
}

/** What says how a tracepoint's fields are read, and what their values are called. */
export type RecordFields = Pick<Tracepoint, 'kind' | 'fields' | 'printFormat'>;

/** Something in outside data that could not be read. It costs what it names, never the rest. */
export interface FormatProblem {
  /** `category/event`, or undefined where the problem is the capture's. */
  readonly tracepoint?: string;
  /** Line in the format file or capture, from 1, where known. */
  readonly line?: number;
  readonly message: string;
}

/** All tracepoints of one kernel. Names are known at once; records are read on first use and kept. */
export interface KernelIndex {
  /** Every `category/event`, sorted. */
  readonly names: readonly string[];
  /** Category to its event names, both sorted. */
  readonly categories: ReadonlyMap<string, readonly string[]>;
  /** The tracepoint, or undefined if it is absent or its format file could not be read (then `problems` says why). Accepts `category/event` and `category:event`. */
  get(name: string): Tracepoint | undefined;
  /** The format file's text as captured, or undefined. */
  formatText(name: string): string | undefined;
  /** Problems met so far; reading more records can add to it. */
  readonly problems: readonly FormatProblem[];
}
