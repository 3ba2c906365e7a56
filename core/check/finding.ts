/** What the checks say of a program. */
import type { ContextMember } from '../context/members';
import type { TargetKernel } from '../context/kernel';
import type { ContextAccess, Program, Range, StructDefinition, StructMember } from '../source/types';

/** Stable words, each with a section in docs/diagnostics.md. */
export type Code =
  | 'unknown-tracepoint'
  | 'unknown-field'
  | 'layout-mismatch'
  | 'common-field-read'
  | 'context-write'
  | 'misaligned-read'
  | 'past-record-end'
  | 'pointer-dereference'
  | 'variable-index'
  | 'core-array-copy'
  | 'data-loc-misuse'
  | 'syscall-context'
  | 'never-attaches'
  | 'not-on-target';

/** What the kernel accepts and then reads wrongly; every other code is what it refuses to load or to attach. */
const warnings: ReadonlySet<Code> = new Set(['layout-mismatch', 'data-loc-misuse', 'syscall-context']);

export const isWarning = (code: Code): boolean => warnings.has(code);

/** A kernel that a file is checked against. */
export interface CheckedKernel extends TargetKernel {
  /** As people see it: `box1`, `debian12-6.1`. */
  readonly name: string;
}

/** Another place that belongs to a finding. */
export interface Related {
  readonly range: Range;
  readonly message: string;
}

/** What a finding is about, for those who mend it. */
export interface Subject {
  readonly program?: Program;
  readonly access?: ContextAccess;
  readonly member?: ContextMember;
  readonly struct?: StructDefinition;
  readonly declared?: StructMember;
  /** Names that may have been meant, best first. */
  readonly nearest?: readonly string[];
}

export interface Finding {
  readonly code: Code;
  /** UTF-16 offsets. */
  readonly range: Range;
  /** Sentences: what is wrong, the kernel's fact, and on which target. */
  readonly message: string;
  readonly related?: readonly Related[];
  readonly subject: Subject;
}
