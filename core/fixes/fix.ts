/** A change to a file's text that mends a finding, or that a person may want at some place. */
import type { CheckedKernel, Finding } from '../check/finding';
import type { Range, SourceModel } from '../source/types';

/** Ranges are UTF-16 offsets into the text as it was; those of one fix do not overlap. */
export interface Edit {
  readonly range: Range;
  readonly newText: string;
}

export interface Fix {
  /** An imperative sentence without its full stop, as editors list it. */
  readonly title: string;
  readonly edits: readonly Edit[];
  readonly kind: 'quickfix' | 'refactor.rewrite';
  /** The one that an editor applies where it is asked to mend everything. */
  readonly isPreferred?: true;
}

/** A file and the kernel that it is held against. */
export interface Source {
  readonly text: string;
  readonly model: SourceModel;
  readonly kernel: CheckedKernel;
  /** The further kernels that are known. */
  readonly others: () => readonly CheckedKernel[];
  /** The model of a changed text, with the same macros and headers. */
  readonly scan: (text: string) => SourceModel;
}

/** Mends one finding, in none, one or several ways. */
export type Mender = (source: Source, finding: Finding) => readonly Fix[];

/** The text after the edits. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  let result = '';
  let at = 0;
  for (const { range, newText } of ordered) {
    result += text.slice(at, range.start) + newText;
    at = range.end;
  }
  return result + text.slice(at);
}

export const insertion = (at: number, newText: string): Edit => ({ range: { start: at, end: at }, newText });

export const quickFix = (title: string, edits: readonly Edit[]): Fix => ({ title, edits, kind: 'quickfix' });
