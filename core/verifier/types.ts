/** What is made of a verifier's refusal. Everything in it comes from another machine's kernel: show it as text, never as markup. */

/** A place in the source that the object was compiled from. */
export interface SourcePlace {
  /** As the compiler was given it: absolute, or relative to the folder it ran in. */
  readonly file: string;
  /** From 1. 0 if it is not known: without the object, kernels before 6.9 tell the text alone. */
  readonly line: number;
  /** From 1, bytes of UTF-8, as clang counts them. 0 if it is not known. */
  readonly column: number;
  /** The line's text without the white space before it, as the object or the log holds it. May be empty. */
  readonly text: string;
}

/** One step on the way to the refused instruction. */
export interface RefusalStep {
  readonly text: string;
  readonly place?: SourcePlace;
}

/** What the verifier knew of a register, or of a slot of the stack, when it last printed it. */
export interface RegisterState {
  /** `R1`, `fp-16`. */
  readonly name: string;
  /** The kernel's words: `map_value_or_null(id=1,off=0,ks=4,vs=8,imm=0)`. */
  readonly state: string;
  /** The same in plain words. */
  readonly meaning: string;
}

export interface RefusalReport {
  /** `Register Type Safety: Invalid dereference`. */
  readonly title: string;
  readonly reason: string;
  readonly suggestion: string;
}

export interface Refusal {
  /** A stable word; each has a section in docs/refusals.md. Where a check of the source finds the same mistake, it has the same code. */
  readonly code: string;
  /** The line of the log that says it. Empty if there is none. */
  readonly kernelWords: string;
  /** Plain words, one to three sentences. Where the kernel writes a report, its reason, and what the value is that it is about. */
  readonly explanation: string;
  /** What to write instead. Never empty. */
  readonly fix: string;
  /** Of the refused instruction. */
  readonly place?: SourcePlace;
  /** How it came to that, oldest first. */
  readonly steps: readonly RefusalStep[];
  /** The last states before the refusal. */
  readonly registers: readonly RegisterState[];
  /** The kernel's own words, where it writes a report (7.3): all of them, for a detail or a log. */
  readonly report?: RefusalReport;
  /** What could not be read of the log and the object, for the log of the extension. */
  readonly problems: readonly string[];
}

export type LogLineKind = 'source' | 'instruction' | 'state' | 'error' | 'note' | 'summary';

export interface LogLine {
  readonly text: string;
  readonly place?: SourcePlace;
  readonly kind: LogLineKind;
}
