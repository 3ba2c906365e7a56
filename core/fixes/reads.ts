/** Reads that BPF may not do itself, done by a helper into a local variable before the statement. */
import { lex } from '../source/lexer';
import { isStoredTo } from '../source/expressions';
import type { Range } from '../source/types';
import { before, bodyAt, statementStart } from './editing';
import type { Edit, Source } from './fix';

/** A local variable, and how it gets its value. */
export interface Local {
  readonly name: string;
  /** `int`, or `char` with a length. */
  readonly type: string;
  readonly length?: number;
  readonly helper: string;
  /** C expression for the helper's third argument. */
  readonly address: string;
  /** Set where the type can be a struct's, which `= 0` does not initialise. The helper fills all of it, with zeros if it fails. */
  readonly isAnything?: true;
  /** A condition under which it is read. */
  readonly condition?: string;
  /** Statements before it. */
  readonly first?: readonly string[];
}

/** The expression at `range` replaced by `value`, and the local variable read before its statement; undefined where that cannot be done. */
export function readBefore({ text, model }: Source, range: Range, local: Local, value: string): Edit[] | undefined {
  const body = bodyAt(model, range.start)?.body;
  const statement = body && statementStart(text, body, range.start);
  if (!body || statement === undefined || isStored(text, body, range)) return undefined;
  return [before(text, statement, linesOf(local)), { range, newText: value }];
}

function linesOf({ name, type, length, helper, address, isAnything, condition, first = [] }: Local): string[] {
  const initialised = length === undefined ? (isAnything ? '' : ' = 0') : ' = {}';
  const argument = length === undefined ? `&${name}` : name;
  return [
    ...first,
    `${type} ${name}${length === undefined ? '' : `[${length}]`}${initialised};`,
    `${condition === undefined ? '' : `if (${condition}) `}${helper}(${argument}, sizeof(${name}), ${address});`,
  ];
}

function isStored(text: string, body: Range, range: Range): boolean {
  const tokens = lex(text, body.start, body.end);
  const first = tokens.firstEndingAfter(range.start);
  const last = tokens.firstEndingAfter(range.end - 1);
  return isStoredTo(tokens, first, last);
}
