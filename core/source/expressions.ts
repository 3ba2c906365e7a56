/** Shapes of C expressions around a token: parentheses, casts, unary operators, assignments, arguments. All indices are token indices. */
import { Kind, type Tokens } from './tokens';
import { isBuiltinType } from './type-table';
import type { Argument } from './types';
import { isQualifier } from './words';

/** Tokens that an expression's brackets, a cast or an argument list may span: more than people write, and a bound for what is never closed. */
export const maximalSpan = 256;

const controlWords = new Set(['if', 'while', 'for', 'switch', 'return', 'case', 'else', 'do', 'goto']);

/** `return`, `if` … : a parenthesis after it is no call's, a star after it no multiplication. */
export const isControlWord = (tokens: Tokens, index: number): boolean =>
  tokens.kind(index) === Kind.Word && controlWords.has(tokens.slice(index));

export function closingOf(tokens: Tokens, open: number, limit: number): number | undefined {
  const last = Math.min(limit, open + maximalSpan);
  let depth = 0;
  for (let index = open; index < last; index++) {
    const kind = tokens.kind(index);
    if (kind === Kind.OpenParenthesis || kind === Kind.OpenBracket) depth++;
    else if (kind === Kind.CloseParenthesis || kind === Kind.CloseBracket) {
      if (--depth === 0) return index;
    } else if (endsStatement(kind)) return undefined;
  }
  return undefined;
}

export function openingOf(tokens: Tokens, close: number, limit: number): number | undefined {
  const first = Math.max(limit, close - maximalSpan);
  let depth = 0;
  for (let index = close; index >= first; index--) {
    const kind = tokens.kind(index);
    if (kind === Kind.CloseParenthesis || kind === Kind.CloseBracket) depth++;
    else if (kind === Kind.OpenParenthesis || kind === Kind.OpenBracket) {
      if (--depth === 0) return index;
    } else if (endsStatement(kind)) return undefined;
  }
  return undefined;
}

const endsStatement = (kind: Kind): boolean =>
  kind === Kind.Semicolon || kind === Kind.OpenBrace || kind === Kind.CloseBrace || kind === Kind.End;

/** Whether the operator at this index has nothing before it to be binary with. */
function isUnary(tokens: Tokens, index: number, first: number): boolean {
  const before = index - 1;
  if (before < first) return true;
  const kind = tokens.kind(before);
  if (kind === Kind.CloseParenthesis) return castEndingAt(tokens, before, first) !== undefined;
  if (kind === Kind.CloseBracket || kind === Kind.Number || kind === Kind.String || kind === Kind.Character)
    return false;
  return !tokens.isWord(before) || isControlWord(tokens, before);
}

/** A `*` that dereferences what follows. */
export const isDereference = (tokens: Tokens, index: number, first: number): boolean =>
  tokens.kind(index) === Kind.Asterisk && isUnary(tokens, index, first);

/** A `&` that takes the address of what follows; not the second half of `&&`. */
export const isAddressOf = (tokens: Tokens, index: number, first: number): boolean =>
  tokens.kind(index) === Kind.Ampersand && !isDoubled(tokens, index) && isUnary(tokens, index, first);

function isDoubled(tokens: Tokens, index: number): boolean {
  const kind = tokens.kind(index);
  const touches = (first: number): boolean => tokens.end(first) === tokens.start(first + 1);
  return (tokens.kind(index - 1) === kind && touches(index - 1)) || (tokens.kind(index + 1) === kind && touches(index));
}

/** A binary `&` (a mask), `%`, or a `>>` at this index. */
export function isNarrowing(tokens: Tokens, index: number): boolean {
  const kind = tokens.kind(index);
  if (kind === Kind.Ampersand) return !isDoubled(tokens, index) && !followedByEquals(tokens, index);
  if (kind === Kind.Percent) return !followedByEquals(tokens, index);
  return (
    kind === Kind.Greater && tokens.kind(index + 1) === Kind.Greater && tokens.end(index) === tokens.start(index + 1)
  );
}

/** A binary `+` or `-` at this index: not `++`, `+=` or `->`. */
export const isSum = (tokens: Tokens, index: number): boolean =>
  (tokens.kind(index) === Kind.Plus || tokens.kind(index) === Kind.Minus) &&
  !isDoubled(tokens, index) &&
  !followedByEquals(tokens, index);

export const isPlus = (tokens: Tokens, index: number): boolean =>
  tokens.kind(index) === Kind.Plus && !isDoubled(tokens, index);

const followedByEquals = (tokens: Tokens, index: number): boolean =>
  tokens.kind(index + 1) === Kind.Equals && tokens.end(index) === tokens.start(index + 1);

/** A plain `=` at this index. */
export function isAssignment(tokens: Tokens, index: number): boolean {
  if (tokens.kind(index) !== Kind.Equals || followedByEquals(tokens, index)) return false;
  if (tokens.end(index - 1) !== tokens.start(index)) return true;
  const before = tokens.kind(index - 1);
  return ![
    Kind.Equals,
    Kind.Exclamation,
    Kind.Less,
    Kind.Greater,
    Kind.Plus,
    Kind.Minus,
    Kind.Ampersand,
    ...compound,
  ].includes(before);
}

const compound: readonly Kind[] = [Kind.Asterisk, Kind.Slash, Kind.Percent, Kind.Bar, Kind.Caret];

/** What is stored to ends at `last`: `= …`, `+= …`, `<<= …`, `++`, or `++` before `first`. */
export function isStoredTo(tokens: Tokens, first: number, last: number): boolean {
  const next = last + 1;
  const kind = tokens.kind(next);
  if (isAssignment(tokens, next)) return true;
  if ((kind === Kind.Plus || kind === Kind.Minus) && isDoubled(tokens, next)) return true;
  if ([Kind.Plus, Kind.Minus, Kind.Ampersand, ...compound].includes(kind) && followedByEquals(tokens, next))
    return true;
  const isShift = (kind === Kind.Less || kind === Kind.Greater) && tokens.kind(next + 1) === kind;
  if (isShift && tokens.end(next) === tokens.start(next + 1) && followedByEquals(tokens, next + 1)) return true;
  const before = tokens.kind(first - 1);
  return (
    (before === Kind.Plus || before === Kind.Minus) && tokens.kind(first - 2) === before && isDoubled(tokens, first - 1)
  );
}

export interface Cast {
  /** Of the opening parenthesis. */
  readonly start: number;
  /** The words of the type, without qualifiers. */
  readonly words: readonly number[];
  readonly pointers: number;
}

/** The cast that a closing parenthesis ends, or undefined where the parentheses hold something else. */
export function castEndingAt(tokens: Tokens, close: number, first: number): Cast | undefined {
  if (tokens.kind(close) !== Kind.CloseParenthesis) return undefined;
  const words: number[] = [];
  let pointers = 0;
  let index = close - 1;
  for (; index >= first && close - index < maximalCast; index--) {
    const kind = tokens.kind(index);
    if (kind === Kind.OpenParenthesis) break;
    if (kind === Kind.Asterisk) {
      if (words.length > 0) return undefined;
      pointers++;
    } else if (isQualifier(tokens, index)) continue;
    else if (tokens.isWord(index)) words.unshift(index);
    else return undefined;
  }
  const [word] = words;
  if (tokens.kind(index) !== Kind.OpenParenthesis || word === undefined) return undefined;
  if (tokens.isWord(index - 1) && index > first && !isControlWord(tokens, index - 1)) return undefined;
  if (isHeadOfStatement(tokens, index - 1)) return undefined;
  if (pointers === 0 && words.length === 1 && !isBuiltinType(tokens.slice(word)) && !isTypeLike(tokens.slice(word))) {
    return undefined;
  }
  return { start: index, words, pointers };
}

/** `if (x) ctx->y`: the parentheses are the statement's, not a cast's. */
const isHeadOfStatement = (tokens: Tokens, index: number): boolean =>
  isControlWord(tokens, index) && !tokens.is(index, 'return') && !tokens.is(index, 'case');

const isTypeLike = (word: string): boolean => word.endsWith('_t');

/** Tokens of a cast: `(const volatile struct a * *)`. */
const maximalCast = 16;

/** Whether `first` to `last` is the whole argument of a call; `from` bounds the search for the call's parenthesis. */
export function argumentAt(tokens: Tokens, first: number, last: number, from: number): Argument | undefined {
  const before = tokens.kind(first - 1);
  const after = tokens.kind(last + 1);
  if (before !== Kind.OpenParenthesis && before !== Kind.Comma) return undefined;
  if (after !== Kind.CloseParenthesis && after !== Kind.Comma) return undefined;
  let position = 0;
  let depth = 0;
  const limit = Math.max(from, first - maximalSpan);
  for (let index = first - 1; index >= limit; index--) {
    const kind = tokens.kind(index);
    if (kind === Kind.CloseParenthesis || kind === Kind.CloseBracket) depth++;
    else if (kind === Kind.OpenBracket) depth--;
    else if (kind === Kind.Comma && depth === 0) position++;
    else if (kind === Kind.OpenParenthesis && --depth < 0) return argument(tokens, index - 1, position, first, last);
    else if (endsStatement(kind)) return undefined;
    if (depth < 0) return undefined;
  }
  return undefined;
}

function argument(tokens: Tokens, name: number, position: number, first: number, last: number): Argument | undefined {
  if (!tokens.isWord(name) || isControlWord(tokens, name)) return undefined;
  return { function: tokens.slice(name), position, range: { start: tokens.start(first), end: tokens.end(last) } };
}
