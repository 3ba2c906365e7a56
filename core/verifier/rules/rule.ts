/** What a rule is: words of the kernel, and what they mean for the program. */
import type { Scene } from '../scene';

export interface Telling {
  /** A stable word with a section in docs/refusals.md. */
  readonly code: RefusalCode;
  /** What the kernel objects to, in a sentence or two. */
  readonly why: string;
  /** What the value is that it is about; said after the reason, be it ours or the kernel's. */
  readonly holds?: string;
  readonly fix: string;
  /** The register whose value it is about: its way is told in the steps. */
  readonly register?: number;
  /** A second one: the index that was added to a pointer. */
  readonly index?: number;
  /** Where it is, if not at the last instruction of the log: an instruction as the log counts. */
  readonly instruction?: number;
  /** Where there is no instruction in the log: the function that it is about. */
  readonly functionName?: string;
  /** An instruction that took something that is missing later: what happened since then is told in the steps. */
  readonly since?: number;
}

export interface Rule {
  /** On one line of the log. */
  readonly pattern: RegExp;
  /** Undefined if it is something else after all. */
  readonly tell: (scene: Scene, match: RegExpExecArray) => Telling | undefined;
}

/** Those of the checks of the source where it is the same mistake (docs/diagnostics.md), and others. */
export const refusalCodes = [
  'common-field-read',
  'context-write',
  'misaligned-read',
  'past-record-end',
  'pointer-dereference',
  'variable-index',
  'core-array-copy',
  'moved-context',
  'null-check',
  'unreleased-reference',
  'use-after-release',
  'unbounded-access',
  'out-of-bounds',
  'unbounded-length',
  'zero-length',
  'constant-argument',
  'uninitialised',
  'no-return-value',
  'return-value',
  'wrong-argument',
  'wrong-map',
  'read-only-map',
  'unknown-helper',
  'helper-not-allowed',
  'gpl-only',
  'core-relocation',
  'endless-loop',
  'too-complex',
  'unreachable-code',
  'stack-limit',
  'pointer-arithmetic',
  'moved-pointer',
  'misaligned-access',
  'kernel-struct-access',
  'locks',
  'function-signature',
  'unknown',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

/** The number of a register that a pattern caught: `R3` or `3`. */
export const registerOf = (text: string | undefined): number => Number((text ?? '').replace(/^[Rr]/, ''));
