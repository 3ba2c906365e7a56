/** The shapes of the corpus's entries. */

/** One edit of a program of the corpus. */
export interface Edit {
  /** `NAME.bpf.c` in test/corpus/programs. */
  readonly file: string;
  readonly title: string;
  /** Stands once in the file. */
  readonly find: string;
  readonly replace: string;
}

/** A near miss: looks like what `code` is about, and is right. */
export interface NearMiss extends Edit {
  readonly code: string;
}

/** What the kernel of the virtual machine makes of the program. */
export type Outcome = 'refused' | 'unattached' | 'loads' | 'does-not-compile';

export interface Mutation extends Edit {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** The range of the diagnostic lies in this text. */
  readonly at: string;
  /** Which of several `at` it is, from 1 (the default). */
  readonly occurrence?: number;
  readonly kernel: Outcome;
  /** Codes of warnings that the same edit causes elsewhere in the file. */
  readonly also?: readonly string[];
}
