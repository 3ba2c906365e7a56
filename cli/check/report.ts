/** What `check` found, in every format that it is written in. */
import type { Code } from '../../core/check/finding';
import type { Position } from '../../core/source/lines';

export type Severity = 'error' | 'warning';

export interface Place {
  readonly start: Position;
  readonly end: Position;
}

export interface Reported extends Place {
  /** As it was given on the command line. */
  readonly file: string;
  readonly severity: Severity;
  readonly code: Code;
  readonly message: string;
  readonly related: readonly (Place & { readonly message: string })[];
  /** The targets it holds on. */
  readonly targets: readonly string[];
}

export interface Report {
  readonly targets: readonly string[];
  /** As they were given; also those without programs. */
  readonly files: readonly string[];
  readonly findings: readonly Reported[];
}
