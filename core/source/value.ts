/** From a member of the context outwards: what the program does with the member's bytes, or with the value that it read. */
import {
  argumentAt,
  castEndingAt,
  closingOf,
  isAddressOf,
  isControlWord,
  isDereference,
  isNarrowing,
  isPlus,
  isStoredTo,
  openingOf,
} from './expressions';
import { Kind, type Tokens } from './tokens';
import type { Body } from './pointer';
import { pointerLayout } from './type-table';
import type { AccessUse, ContextAccess, Range } from './types';

/** What an access says of its value. */
type Facts = {
  -readonly [
    Key in 'dereference' | 'cast' | 'readAs' | 'masked' | 'addedToContext' | 'argument' | 'member'
  ]?: NonNullable<ContextAccess[Key]>;
};

/** A member's expression while it grows. Token indices, both inclusive. */
interface Value {
  first: number;
  last: number;
  use: AccessUse;
  /** Loads through the value, which the address operator takes one of. */
  loads: number;
  /** Bytes of what the pointer that it was cast to points at. */
  castSize: number | undefined;
  facts: Facts;
}

export interface ValueUse {
  readonly use: AccessUse;
  readonly facts: Facts;
  /** Of the whole expression, token indices. */
  readonly first: number;
  readonly last: number;
}

/**
 * `first` to `last` is the member with its brackets, or the local variable that holds its value. `isContext` tells the names that
 * hold the context's address.
 */
export function useValue(body: Body, first: number, last: number, isContext: (index: number) => boolean): ValueUse {
  const value: Value = { first, last, use: 'read', loads: 0, castSize: undefined, facts: {} };
  readChain(body, value);
  for (let step = 0; step < maximalSteps; step++) if (!grow(body, value, isContext)) break;
  return { use: value.use, facts: value.facts, first: value.first, last: value.last };
}

const maximalSteps = 32;

/** `.x` stays in the record; `->x`, and brackets after it, load from where the value points. */
function readChain({ tokens, to }: Body, value: Value): void {
  for (let step = 0; step < maximalSteps; step++) {
    const operator = value.last + 1;
    const kind = tokens.kind(operator);
    if (operator >= to) return;
    if (kind === Kind.OpenBracket) {
      const close = closingOf(tokens, operator, to);
      if (close === undefined) return;
      value.last = close;
    } else if (kind === Kind.Dot || kind === Kind.Arrow) {
      const member = operator + 1;
      if (member >= to || !tokens.isWord(member) || !tokens.sameLine(operator, member)) return;
      if (kind === Kind.Arrow) value.loads++;
      else if (value.loads === 0 && value.facts.member === undefined) {
        value.facts = { ...value.facts, member: tokens.slice(member) };
      }
      value.last = member;
      if (value.loads > 0) value.facts = { ...value.facts, dereference: rangeOf(tokens, value) };
    } else return;
  }
}

function grow(body: Body, value: Value, isContext: (index: number) => boolean): boolean {
  const { tokens, types, from } = body;
  const before = value.first - 1;
  if (before < from) return finish(body, value, isContext);
  if (isAddressOf(tokens, before, from)) {
    value.first = before;
    if (value.loads > 0) value.loads--;
    else if (value.use === 'read') value.use = 'address';
    if (value.loads === 0) value.facts = withoutDereference(value.facts);
    return true;
  }
  if (isDereference(tokens, before, from)) {
    value.first = before;
    if (value.use === 'address') {
      value.use = 'read';
      if (value.castSize !== undefined) value.facts = { ...value.facts, readAs: value.castSize };
    } else {
      value.loads++;
      value.facts = { ...value.facts, dereference: rangeOf(tokens, value) };
    }
    return true;
  }
  const cast = castEndingAt(tokens, before, from);
  if (cast) {
    value.first = cast.start;
    const type = cast.words.map((word) => tokens.slice(word)).join(' ');
    if (cast.pointers > 0) {
      value.facts = { ...value.facts, cast: `${type} ${'*'.repeat(cast.pointers)}` };
      value.castSize = cast.pointers > 1 ? pointerLayout.size : types.layoutOf(types.resolve(type))?.size;
    } else if (narrowTypes.has(type)) value.facts = { ...value.facts, masked: true };
    return true;
  }
  return enclosed(body, value) || finish(body, value, isContext);
}

/** Types of 16 bits: a cast to one keeps the offset of a dynamic field and drops its length. */
const narrowTypes = new Set(['__u16', 'u16', 'uint16_t', 'short', 'unsigned short', 'unsigned short int']);

function withoutDereference(facts: Facts): Facts {
  const rest = { ...facts };
  delete rest.dereference;
  return rest;
}

/** Through parentheses, and out of `sizeof(…)` and its like. */
function enclosed(body: Body, value: Value): boolean {
  const { tokens, from } = body;
  const open = value.first - 1;
  if (tokens.kind(open) !== Kind.OpenParenthesis || tokens.kind(value.last + 1) !== Kind.CloseParenthesis) return false;
  const isCall = open > from && tokens.isWord(open - 1) && !isControlWord(tokens, open - 1);
  if (isCall) return false;
  value.first = open;
  value.last++;
  const { last } = value;
  readChain(body, value);
  return value.last >= last;
}

function finish({ tokens, from }: Body, value: Value, isContext: (index: number) => boolean): boolean {
  const { first, last } = value;
  if (isStoredTo(tokens, first, last) && value.use === 'read' && value.loads === 0) value.use = 'write';
  if (isShiftedInto(tokens, first, last, from, isContext)) value.facts = { ...value.facts, addedToContext: true };
  else if (isNarrowing(tokens, last + 1)) value.facts = { ...value.facts, masked: true };
  else if (!value.facts.masked && isPlus(tokens, first - 1) && endsInContext(tokens, first - 2, from, isContext)) {
    value.facts = { ...value.facts, addedToContext: true };
  }
  const argument = argumentAt(tokens, first, last, from);
  if (argument) value.facts = { ...value.facts, argument };
  if (argument ? isUnevaluated(argument.function) : isInUnevaluated(tokens, first, from)) {
    value.use = 'unevaluated';
    value.facts = withoutDereference(value.facts);
  }
  return false;
}

/** `(void *)ctx + (ctx->__data_loc_name >> 16)`: a dynamic field's length where its offset belongs. */
function isShiftedInto(
  tokens: Tokens,
  first: number,
  last: number,
  from: number,
  isContext: (index: number) => boolean,
): boolean {
  const isShift = tokens.kind(last + 1) === Kind.Greater && isNarrowing(tokens, last + 1);
  const isEnclosed = tokens.kind(first - 1) === Kind.OpenParenthesis && tokens.kind(last + 4) === Kind.CloseParenthesis;
  return isShift && isEnclosed && isPlus(tokens, first - 2) && endsInContext(tokens, first - 3, from, isContext);
}

/** The operand before a plus is the context's address: `ctx`, `(void *)ctx`, `((char *)ctx)`. */
function endsInContext(tokens: Tokens, last: number, from: number, isContext: (index: number) => boolean): boolean {
  let index = last;
  while (index > from && tokens.kind(index) === Kind.CloseParenthesis) index--;
  if (!isContext(index) || tokens.kind(index - 1) === Kind.Arrow || tokens.kind(index - 1) === Kind.Dot) return false;
  if (index === last) return true;
  const open = openingOf(tokens, last, from);
  return open !== undefined && !tokens.isWord(open - 1);
}

/** `sizeof`, `typeof`, and libbpf's questions about a type, none of which load (bpf_core_read.h). */
export const isUnevaluated = (name: string): boolean =>
  /^(?:sizeof|__?typeof(?:__)?|typeof|_Alignof|__alignof__|offsetof|__builtin_offsetof|__builtin_preserve_field_info|bpf_core_(?:field|type|enum)_\w+)$/.test(
    name,
  );

/** `sizeof ctx->x`, and `bpf_core_field_exists(ctx->x.y)` where the expression is not the whole argument. */
function isInUnevaluated(tokens: Tokens, first: number, from: number): boolean {
  return first - 1 >= from && tokens.is(first - 1, 'sizeof');
}

const rangeOf = (tokens: Tokens, { first, last }: Value): Range => ({
  start: tokens.start(first),
  end: tokens.end(last),
});
