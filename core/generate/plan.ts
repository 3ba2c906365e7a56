/** What a program is to do at hits of tracepoints, and what comes of it: docs/one-line-programs.md. */
import type { Tracepoint } from '../formats/types';

/** `print`: a line for each hit. `count`: hits by the values. `histogram`: how a value is distributed, by powers of two. */
export type Shape = 'print' | 'count' | 'histogram';

export interface PlannedValue {
  /** In the language of core/expressions. */
  readonly expression: string;
  /** A type of C, as argdist takes it: `u32`, `int`, `char*`, `size_t`. Absent: the expression's own. */
  readonly type?: string;
}

/** Something to do at each hit of one tracepoint. */
export interface HitPlan {
  readonly tracepoint: Tracepoint;
  readonly shape: Shape;
  /** A histogram has exactly one; counts without one are of all hits. */
  readonly values: readonly PlannedValue[];
  /** Hits for which it is 0 are left out. */
  readonly filter?: string;
  readonly label?: string;
}

export interface LatencyEnd {
  readonly tracepoint: Tracepoint;
  /**
   * An expression that gives an integer, or several of them: a start and an end where all have the same values belong together.
   * Both ends have the same number; the first of one is compared with the first of the other, whatever their widths.
   */
  readonly key: string | readonly string[];
}

/** The expressions of an end's key. */
export const keysOf = ({ key }: Pick<LatencyEnd, 'key'>): readonly string[] => (typeof key === 'string' ? [key] : key);

/** A histogram of the nanoseconds from a hit of one tracepoint to a hit of another. */
export interface LatencyPlan {
  readonly shape: 'latency';
  readonly from: LatencyEnd;
  readonly to: LatencyEnd;
  /** Of the starts: an interval whose start is left out is not measured. */
  readonly filter?: string;
  readonly label?: string;
}

export type Plan = HitPlan | LatencyPlan;

export interface PlanOptions {
  /** `struct` (the default): records' structs are written out. `vmlinux`: they are those of vmlinux.h. */
  readonly context?: 'struct' | 'vmlinux';
  /**
   * The class of a tracepoint: `struct trace_event_raw_<class>` of vmlinux.h is its record. Only a kernel's BTF knows it
   * (classOf in core/context/class.ts); where this is absent or gives nothing the event's own name is taken.
   */
  readonly recordClass?: (tracepoint: Tracepoint) => string | undefined;
  /** Only hits of this process, and of this thread. For a latency: only starts. */
  readonly pid?: number;
  readonly tid?: number;
  /** Bytes of a text at most, with its final zero byte; of one in an array of the record no more than that. 80, as argdist has it. */
  readonly stringSize?: number;
  /** Label of the kernel for the comment at the top: `Debian 12 (6.1)`. */
  readonly kernel?: string;
  /** For the comment at the top, a line each: the command that gives this program, say. */
  readonly madeFrom?: readonly string[];
}

export type ColumnKind = 'signed' | 'unsigned' | 'bool' | 'char' | 'text';

/** How one value lies in a key. Bytes. */
export interface PlannedColumn {
  /** As it was written in the plan. */
  readonly expression: string;
  /** The member of the key's struct: the field's name where the expression is no more than a field, else `v0`, `v1`. */
  readonly name: string;
  readonly kind: ColumnKind;
  readonly offset: number;
  readonly size: number;
}

/**
 * A map that the program counts in; every value is a `__u64`. `count`: a hash with one entry for each key that was met.
 * `histogram`: an array of 64, whose key is the slot as a `__u32`; slot n counts values from 2^n up to, and without, 2^(n+1), slot 0 holds 0 too.
 */
export interface PlannedMap {
  readonly name: string;
  readonly shape: 'count' | 'histogram';
  /** Index of its plan. */
  readonly plan: number;
  /** The plan's label; else what is counted, in words. */
  readonly label: string;
  /** How to read the key, in the plan's order. Of a histogram: none. */
  readonly columns: readonly PlannedColumn[];
  /** Bytes of one key. */
  readonly keySize: number;
  /** The global variable (`__u64`, in `.bss`) that counts the hits that found no room; absent where there is always room. */
  readonly dropped?: string;
}

export interface PlannedProgram {
  /** The whole `.bpf.c`. */
  readonly text: string;
  /** One for each plan that is not `print`, in their order. */
  readonly maps: readonly PlannedMap[];
  /** Names of the C functions, in the order in which they stand. */
  readonly functions: readonly string[];
}

/** Why there is no program. Offsets are UTF-16 units into the text of the part; both are 0 where it is about all of the plan. */
export interface PlanProblem {
  readonly plan: number;
  readonly part: 'plan' | 'value' | 'type' | 'filter' | 'to' | 'from';
  /** Which of the values, for `value` and `type`; which part of the key, for `from` and `to`. */
  readonly index?: number;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}
