/** Where a program's body uses its context. Only by the parameter's own name: what is read through an alias, a cast or a helper is not told here. */
import { Kind, type Tokens } from './tokens';
import type { ContextAccess } from './types';

/** Between two token indices, in order. A half-typed `ctx->` without a member is none. */
export function contextAccesses(tokens: Tokens, from: number, to: number, contextName: string): ContextAccess[] {
  const accesses: ContextAccess[] = [];
  for (let index = from; index < to; index++) {
    if (tokens.kind(index) !== Kind.Word || !tokens.is(index, contextName)) continue;
    const access = accessAt(tokens, index, to);
    if (access) accesses.push(access);
  }
  return accesses;
}

function accessAt(tokens: Tokens, name: number, to: number): ContextAccess | undefined {
  const operator = memberOperator(tokens, name);
  if (operator === undefined) return undefined;
  const member = operator + 1;
  // `ctx->` at a line's end is half-typed: the next line's first word is not its member.
  if (member >= to || !tokens.isWord(member) || !tokens.sameLine(operator, member)) return undefined;
  const index = literalIndex(tokens, member);
  const last = index === undefined ? member : member + 3;
  return {
    range: { start: tokens.start(name), end: tokens.end(last) },
    field: tokens.slice(member),
    fieldRange: { start: tokens.start(member), end: tokens.end(member) },
    ...(index !== undefined && { index }),
  };
}

/** The `->` of `ctx->` and `(ctx)->`, or the `.` of `(*ctx).`, if the name at this token is the context and not another struct's member. */
export function memberOperator(tokens: Tokens, name: number): number | undefined {
  const before = tokens.kind(name - 1);
  // An arrow that ends the line before is another half-typed statement.
  if ((before === Kind.Arrow || before === Kind.Dot) && tokens.sameLine(name - 1, name)) return undefined;
  if (tokens.kind(name + 1) === Kind.Arrow) return name + 1;
  if (tokens.kind(name + 1) !== Kind.CloseParenthesis) return undefined;
  if (before === Kind.OpenParenthesis) {
    const isCall = tokens.isWord(name - 2);
    return tokens.kind(name + 2) === Kind.Arrow && !isCall ? name + 2 : undefined;
  }
  const isDereferenced = before === Kind.Asterisk && tokens.kind(name - 2) === Kind.OpenParenthesis;
  return isDereferenced && tokens.kind(name + 2) === Kind.Dot ? name + 2 : undefined;
}

function literalIndex(tokens: Tokens, member: number): number | undefined {
  const isIndexed =
    tokens.kind(member + 1) === Kind.OpenBracket &&
    tokens.kind(member + 2) === Kind.Number &&
    tokens.kind(member + 3) === Kind.CloseBracket;
  return isIndexed ? integer(tokens.slice(member + 2)) : undefined;
}

/** An integer literal in C's spellings, or undefined. */
export function integer(literal: string): number | undefined {
  const digits = literal.replace(/(?:[uU](?:ll?|LL?)?|(?:ll?|LL?)[uU]?)$/, '');
  if (/^0[0-7]+$/.test(digits)) return parseInt(digits, 8);
  const value = /^(?:0[xX][\da-fA-F]+|0[bB][01]+|\d+)$/.test(digits) ? Number(digits) : NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}
