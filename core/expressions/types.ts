/**
 * The small C language of values and filters, over one tracepoint's record: docs/one-line-programs.md. Offsets are UTF-16 units
 * into the expression's text.
 */
import type { Field } from '../formats/types';

export interface ExpressionProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What stands for a fact of the moment rather than of the record. */
export type Variable = '$PID' | '$TID' | '$COMM' | '$CPU';

/** An expression as it was written, before names have a meaning. */
export type Expression = Span &
  (
    | { readonly kind: 'integer'; readonly text: string }
    | { readonly kind: 'character'; readonly text: string }
    | { readonly kind: 'string'; readonly text: string }
    | { readonly kind: 'variable'; readonly name: Variable }
    /** `field` or `args->field`; `index` for one element of an array. */
    | { readonly kind: 'field'; readonly name: string; readonly nameStart: number; readonly index?: number }
    | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
    | { readonly kind: 'cast'; readonly type: string; readonly operand: Expression }
    | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
    | {
        readonly kind: 'conditional';
        readonly condition: Expression;
        readonly yes: Expression;
        readonly no: Expression;
      }
  );

/** Bytes and sign of an integer, and for `bool` and `char` that they show otherwise than as a number. */
export interface IntegerType {
  readonly kind: 'integer';
  readonly bytes: 1 | 2 | 4 | 8;
  readonly signed: boolean;
  readonly shown?: 'bool' | 'char' | undefined;
}

/**
 * Where a text is: in an array of the record, in its dynamic part, behind a pointer into the kernel or into the process, or in the
 * task (`$COMM`).
 */
export type TextPlace = 'array' | 'dynamic' | 'kernel' | 'user' | 'task';

export interface Text {
  readonly kind: 'text';
  readonly place: TextPlace;
  /** Absent for `$COMM`. */
  readonly field?: Field;
  /** Bytes of the array, for `array` and `task`. */
  readonly size?: number;
}

/** An integer whose names are resolved. */
export type Integer = Span & { readonly type: IntegerType } & (
    | { readonly kind: 'literal'; readonly text: string }
    | { readonly kind: 'variable'; readonly name: Exclude<Variable, '$COMM'> }
    | { readonly kind: 'field'; readonly field: Field; readonly index?: number }
    | { readonly kind: 'unary'; readonly operator: string; readonly operand: Integer }
    | { readonly kind: 'cast'; readonly operand: Integer }
    | { readonly kind: 'binary'; readonly operator: string; readonly left: Integer; readonly right: Integer }
    | { readonly kind: 'conditional'; readonly condition: Integer; readonly yes: Integer; readonly no: Integer }
    /** Whether a text is, or is not, another or a constant. */
    | { readonly kind: 'compare'; readonly equal: boolean; readonly left: Text; readonly right: Text | string }
  );
