/** Whether an index can be a constant once clang has optimised: what cannot is refused by the verifier (`variable ctx access`). */
import { isDeclaredAt } from './declarations';
import { closingOf, isAssignment, isControlWord, maximalSpan } from './expressions';
import type { Body } from './pointer';
import { Kind, type Tokens } from './tokens';

/**
 * True where the tokens between two indices surely vary at run time: they hold a call or read through a pointer, or a local
 * variable that is set from one. Everything else (loop counters, parameters, constants) may be folded or unrolled.
 */
export function surelyVaries(body: Body, first: number, last: number): boolean {
  return variesWithin(body, first, last, new Set());
}

function variesWithin(body: Body, first: number, last: number, seen: Set<string>): boolean {
  const { tokens } = body;
  for (let index = first; index <= last; index++) {
    if (tokens.kind(index) === Kind.Arrow) return true;
    if (!tokens.isWord(index) || isControlWord(tokens, index)) continue;
    if (tokens.kind(index + 1) === Kind.OpenParenthesis) {
      if (tokens.is(index, 'sizeof')) index = closingOf(tokens, index + 1, last + 1) ?? last;
      else return true;
    } else if (isSetFromVarying(body, tokens.slice(index), index, seen)) return true;
  }
  return false;
}

/** Whether one of the words between two indices is a variable that the body declares. */
export function namesLocal(body: Body, first: number, last: number): boolean {
  const { tokens, from } = body;
  for (let index = first; index <= last; index++) {
    if (tokens.kind(index) !== Kind.Word || isControlWord(tokens, index)) continue;
    const name = tokens.slice(index);
    for (let at = from + 1; at < first; at++) {
      if (tokens.kind(at) === Kind.Word && tokens.is(at, name) && isDeclaredAt(body, at)) return true;
    }
  }
  return false;
}

/** Variables that are set from one another; a bound for chains of them. */
const mostNames = 8;

function isSetFromVarying(body: Body, name: string, before: number, seen: Set<string>): boolean {
  if (seen.has(name) || seen.size >= mostNames) return false;
  seen.add(name);
  const { tokens, from } = body;
  for (let index = from; index < before; index++) {
    if (tokens.kind(index) !== Kind.Word || !tokens.is(index, name)) continue;
    if (isVolatile(tokens, index, from)) return true;
    if (!isAssignment(tokens, index + 1)) continue;
    const before = tokens.kind(index - 1);
    if (before === Kind.Arrow || before === Kind.Dot) continue;
    const end = expressionEnd(tokens, index + 2, body.to);
    if (variesWithin(body, index + 2, end - 1, seen)) return true;
  }
  return false;
}

/** Declared so, which forbids the compiler to know its value. */
function isVolatile(tokens: Tokens, name: number, from: number): boolean {
  for (let index = name - 1; index >= from && tokens.isWord(index); index--)
    if (tokens.is(index, 'volatile')) return true;
  return false;
}

function expressionEnd(tokens: Tokens, from: number, to: number): number {
  const limit = Math.min(to, from + maximalSpan);
  let index = from;
  while (index < limit) {
    const kind = tokens.kind(index);
    if (kind === Kind.Semicolon || kind === Kind.Comma || kind === Kind.OpenBrace || kind === Kind.CloseBrace) break;
    index = kind === Kind.OpenParenthesis ? (closingOf(tokens, index, limit) ?? limit) + 1 : index + 1;
  }
  return Math.min(index, limit);
}
