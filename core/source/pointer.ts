/** From a name that holds the context outwards: casts, parentheses and constants added to it, until something is done with the pointer. */
import { integer } from './integer';
import { contextType, pointeeSize } from './context-type';
import {
  argumentAt,
  castEndingAt,
  closingOf,
  isAddressOf,
  isAssignment,
  isControlWord,
  isDereference,
  isSum,
  maximalSpan,
} from './expressions';
import { Kind, type Tokens } from './tokens';
import type { TypeTable } from './type-table';
import type { Argument, ContextType } from './types';

/** An expression that is the context's address, or a place in the context. `first` and `last` are token indices. */
export interface Pointer {
  readonly first: number;
  readonly last: number;
  readonly seenAs: ContextType;
  /** Bytes from the context's start; NaN where that cannot be told. */
  readonly moved: number;
}

/** What is done with it. `operator` is the token index of `->`, `.` or `[`. */
export type PointerUse =
  | { readonly kind: 'member'; readonly pointer: Pointer; readonly operator: number }
  | { readonly kind: 'element'; readonly pointer: Pointer; readonly open: number; readonly close: number }
  | { readonly kind: 'dereference'; readonly pointer: Pointer; readonly star: number }
  | { readonly kind: 'assigned'; readonly pointer: Pointer; readonly equals: number }
  | { readonly kind: 'argument'; readonly pointer: Pointer; readonly argument: Argument }
  | { readonly kind: 'other'; readonly pointer: Pointer };

/** What a body's tokens are read with. */
export interface Body {
  readonly tokens: Tokens;
  readonly types: TypeTable;
  /** Token indices: the first of the body, and the one after its last. */
  readonly from: number;
  readonly to: number;
}

/** Follows the pointer as far as C's precedence takes it: first what stands after it, then what stands before, then sums. */
export function usePointer(body: Body, start: Pointer): PointerUse {
  const { tokens, from, to } = body;
  let pointer = start;
  for (let step = 0; step < maximalSteps; step++) {
    const { first, last } = pointer;
    const next = last + 1;
    if (next < to && tokens.kind(next) === Kind.Arrow) return { kind: 'member', pointer, operator: next };
    if (next < to && tokens.kind(next) === Kind.OpenBracket) {
      const close = closingOf(tokens, next, to);
      return close === undefined ? { kind: 'other', pointer } : { kind: 'element', pointer, open: next, close };
    }
    const grown = grow(body, pointer);
    if (grown !== undefined) {
      pointer = grown;
    } else if (isDereference(tokens, first - 1, from)) {
      return dereferenced(tokens, pointer, to);
    } else if (isAssignment(tokens, first - 1)) {
      return { kind: 'assigned', pointer, equals: first - 1 };
    } else {
      const argument = isAddressOf(tokens, first - 1, from) ? undefined : argumentAt(tokens, first, last, from);
      return argument ? { kind: 'argument', pointer, argument } : { kind: 'other', pointer };
    }
  }
  return { kind: 'other', pointer };
}

/** Casts, parentheses and sums around one name; a bound, far above what people write. */
const maximalSteps = 32;

function grow(body: Body, pointer: Pointer): Pointer | undefined {
  const { tokens, types, from } = body;
  const { first, last } = pointer;
  if (first <= from) return undefined;
  const cast = castEndingAt(tokens, first - 1, from);
  if (cast) {
    const seenAs = cast.pointers === 1 ? contextType(tokens, types, cast.words) : unknownPointee(cast.pointers);
    return { ...pointer, first: cast.start, seenAs };
  }
  if (isDereference(tokens, first - 1, from) || isAddressOf(tokens, first - 1, from)) return undefined;
  const isEnclosed = tokens.kind(first - 1) === Kind.OpenParenthesis && tokens.kind(last + 1) === Kind.CloseParenthesis;
  if (isEnclosed && (!tokens.isWord(first - 2) || isControlWord(tokens, first - 2))) {
    return { ...pointer, first: first - 1, last: last + 1 };
  }
  return isSum(tokens, last + 1) ? moved(body, pointer) : undefined;
}

/** A number that holds the address counts in bytes; a pointer to pointers in units of 8. */
const unknownPointee = (pointers: number): ContextType => ({ type: pointers === 0 ? 'void' : 'unsigned long' });

/** `*p`, or the member of `(*p).member`. */
function dereferenced(tokens: Tokens, pointer: Pointer, to: number): PointerUse {
  const star = pointer.first - 1;
  const dot = pointer.last + 2;
  const isMember =
    tokens.kind(star - 1) === Kind.OpenParenthesis &&
    tokens.kind(pointer.last + 1) === Kind.CloseParenthesis &&
    tokens.kind(dot) === Kind.Dot &&
    dot < to;
  if (!isMember) return { kind: 'dereference', pointer, star };
  return { kind: 'member', pointer: { ...pointer, first: star - 1, last: dot - 1 }, operator: dot };
}

/** The pointer with what is added to it, up to the next operator that binds less. */
function moved({ tokens, types, to }: Body, pointer: Pointer): Pointer | undefined {
  const sign = tokens.is(pointer.last + 1, '-') ? -1 : 1;
  const operand = pointer.last + 2;
  const last = operandEnd(tokens, operand, to);
  if (last < operand) return undefined;
  const count = last === operand && tokens.kind(operand) === Kind.Number ? integer(tokens.slice(operand)) : undefined;
  const unit = pointeeSize(types, pointer.seenAs);
  const bytes = count === undefined || unit === undefined ? NaN : sign * count * unit;
  return { ...pointer, last, moved: pointer.moved + bytes };
}

/** Index of the last token of the operand that starts here: a product, a call, a parenthesised sum. */
function operandEnd(tokens: Tokens, from: number, to: number): number {
  const limit = Math.min(to, from + maximalSpan);
  let index = from;
  while (index < limit) {
    const kind = tokens.kind(index);
    if (kind === Kind.OpenParenthesis || kind === Kind.OpenBracket) {
      const close = closingOf(tokens, index, limit);
      if (close === undefined) return limit - 1;
      index = close + 1;
    } else if (endsOperand(tokens, index)) break;
    else index++;
  }
  return index - 1;
}

function endsOperand(tokens: Tokens, index: number): boolean {
  const kind = tokens.kind(index);
  if (tokens.isWord(index) || kind === Kind.Number || kind === Kind.Arrow || kind === Kind.Dot) return false;
  return kind !== Kind.Asterisk;
}
