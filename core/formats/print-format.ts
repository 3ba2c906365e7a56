/** The names that a print format gives to a field's values, from `__print_symbolic(…)` and `__print_flags(…)`. */
import { castAt, constantValue } from './c-constant';
import { sizeOfType } from './c-type';
import { contextFields } from './context-fields';
import { printTokens, type PrintToken } from './print-tokens';
import type { Field, RecordFields } from './types';

export interface SymbolicValue {
  /** Absent where the format file has an enumerator's name in place of its number (`TRACE_DEFINE_ENUM` was forgotten). */
  readonly value?: bigint;
  /** What the kernel prints. It need not be an identifier: `R`, `|`, `direct reclaim`. */
  readonly name: string;
  /** The enumerator that stands where the number should. */
  readonly enumerator?: string;
}

export interface SymbolicValues {
  /** `flags`: bits that are set together; `symbolic`: one of them. */
  readonly kind: 'symbolic' | 'flags';
  readonly values: readonly SymbolicValue[];
  /** For flags: the bits that the print format looks at, where it masks the field first. */
  readonly masked?: bigint;
}

/** More calls or values than that are no print format; the largest of the shipped kernels have 12 and 178. */
const mostCalls = 100;
const mostValues = 1000;
/** Around an operand; each is searched to its end. The shipped kernels have 2. */
const mostParentheses = 50;

const known = new WeakMap<RecordFields, ReadonlyMap<string, SymbolicValues>>();

/**
 * By the field's name; for an array, the values of one element. Only fields that are printed as they are, cast, or (flags) masked:
 * the names of `REC->x >> 4` are not those of `x`. Empty for syscalls, whose print formats name nothing.
 */
export function symbolicValues(tracepoint: RecordFields): ReadonlyMap<string, SymbolicValues> {
  let values = known.get(tracepoint);
  if (values === undefined) {
    values = readValues(tracepoint);
    known.set(tracepoint, values);
  }
  return values;
}

function readValues(tracepoint: RecordFields): ReadonlyMap<string, SymbolicValues> {
  const { kind, printFormat } = tracepoint;
  const found = new Map<string, SymbolicValues>();
  if (kind !== 'record' || !/__print_(?:symbolic|flags)/.test(printFormat)) return found;
  const fields = new Map(contextFields(tracepoint).map((field) => [field.name, field]));
  for (const call of calls(printTokens(printFormat))) {
    const operand = fieldOperand(call.tokens, call.operand, fields);
    if (!operand || (call.kind === 'symbolic' && operand.masked !== undefined)) continue;
    const values = call.pairs.flatMap((pair) => readPair(call.tokens, pair) ?? []);
    if (values.length === 0) continue;
    const { field, masked } = operand;
    const read = { kind: call.kind, values, ...(masked !== undefined && { masked }) };
    found.set(field.name, joined(found.get(field.name), read));
  }
  return found;
}

/** A field that is printed twice, as in the arms of a conditional, has the values of both; of two kinds the unmasked, then the first. */
function joined(before: SymbolicValues | undefined, read: SymbolicValues): SymbolicValues {
  if (before === undefined) return distinct(read);
  if (before.kind === read.kind && before.masked === read.masked) {
    return distinct({ ...before, values: [...before.values, ...read.values] });
  }
  return before.masked !== undefined && read.masked === undefined ? distinct(read) : before;
}

function distinct(read: SymbolicValues): SymbolicValues {
  const values = new Map(read.values.map((value) => [`${String(value.value)} ${value.name}`, value]));
  return { ...read, values: [...values.values()].slice(0, mostValues) };
}

/** Token indices, `to` excluded. */
interface Span {
  readonly from: number;
  readonly to: number;
}

interface Call {
  readonly kind: SymbolicValues['kind'];
  readonly tokens: readonly PrintToken[];
  readonly operand: Span;
  /** `0x1, "A"` without the braces. */
  readonly pairs: readonly Span[];
}

/** Also `_u64`, and `__print_symbolic_str` (since 6.19), which has the value first as the others do. */
const printers = /^__print_(symbolic|flags)(?:_u64|_str)?$/;

function calls(tokens: readonly PrintToken[]): Call[] {
  const found: Call[] = [];
  for (let at = 0; at < tokens.length && found.length < mostCalls; at++) {
    const token = tokens[at];
    const printer = token?.kind === 'word' ? printers.exec(token.text) : null;
    if (!printer || !is(tokens, at + 1, '(')) continue;
    const [operand, ...others] = splitArguments(tokens, at + 2);
    if (!operand) continue;
    const pairs = others.flatMap(({ from, to }) =>
      is(tokens, from, '{') && is(tokens, to - 1, '}') ? [{ from: from + 1, to: to - 1 }] : [],
    );
    found.push({ kind: printer[1] === 'flags' ? 'flags' : 'symbolic', tokens, operand, pairs });
  }
  return found;
}

/** Up to the closing parenthesis; an unclosed call has the arguments that are whole. */
function splitArguments(tokens: readonly PrintToken[], first: number): Span[] {
  const spans: Span[] = [];
  let depth = 0;
  let from = first;
  for (let at = first; at < tokens.length && spans.length < mostValues; at++) {
    const text = tokens[at]?.kind === 'punctuation' ? tokens[at]?.text : undefined;
    if (text === '(' || text === '{' || text === '[') depth++;
    else if (depth === 0 && (text === ',' || text === ')')) {
      spans.push({ from, to: at });
      if (text === ')') break;
      from = at + 1;
    } else if (text === ')' || text === '}' || text === ']') depth--;
  }
  return spans;
}

/** Undefined for what names nothing: the `{ -1, ((void *)0) }` that ends a list, an empty string. */
function readPair(tokens: readonly PrintToken[], { from, to }: Span): SymbolicValue | undefined {
  const name = tokens[to - 1];
  if (name?.kind !== 'string' || name.text.trim() === '' || !is(tokens, to - 2, ',') || to - 2 <= from)
    return undefined;
  const value = constantValue(tokens, from, to - 2);
  if (value !== undefined) return { value, name: name.text };
  const only = to - 2 === from + 1 ? tokens[from] : undefined;
  return { name: name.text, ...(only?.kind === 'word' && { enumerator: only.text }) };
}

interface Operand {
  readonly field: Field;
  readonly masked?: bigint;
}

/** The field that an operand is, or undefined where the operand is something computed from it. */
function fieldOperand(
  tokens: readonly PrintToken[],
  operand: Span,
  fields: ReadonlyMap<string, Field>,
): Operand | undefined {
  const span = withoutParentheses(tokens, operand);
  const plain = plainField(tokens, span, fields);
  if (plain) return { field: plain };
  const and = operatorAt(tokens, span);
  if (and === undefined) return undefined;
  const field = plainField(tokens, withoutParentheses(tokens, { from: span.from, to: and }), fields);
  const mask = constantValue(tokens, and + 1, span.to);
  if (!field || mask === undefined) return undefined;
  return { field, masked: BigInt.asUintN(Math.min(64, elementSize(field) * 8), mask) };
}

/** `REC->x`, `REC->x[1]`, `(int)REC->x`, `((u32)(REC->x))`; a cast to fewer bytes gives another value. */
function plainField(
  tokens: readonly PrintToken[],
  within: Span,
  fields: ReadonlyMap<string, Field>,
): Field | undefined {
  let span = within;
  let narrowest = 8;
  for (let cast = castAt(tokens, span.from, span.to); cast; cast = castAt(tokens, span.from, span.to)) {
    narrowest = Math.min(narrowest, sizeOfType(cast.type) ?? 8);
    span = withoutParentheses(tokens, { from: cast.next, to: span.to });
  }
  const { from, to } = span;
  const isField = tokens[from]?.text === 'REC' && is(tokens, from + 1, '->') && tokens[from + 2]?.kind === 'word';
  const isElement = to === from + 6 && is(tokens, from + 3, '[') && is(tokens, from + 5, ']');
  if (!isField || (to !== from + 3 && !isElement)) return undefined;
  const field = fields.get(tokens[from + 2]?.text ?? '');
  if (!field || field.location || (field.length !== undefined) !== isElement) return undefined;
  return elementSize(field) <= narrowest ? field : undefined;
}

const elementSize = ({ size, length }: Field): number => (length ? size / length : size);

function withoutParentheses(tokens: readonly PrintToken[], span: Span): Span {
  let { from, to } = span;
  for (let layer = 0; layer < mostParentheses; layer++) {
    const isWrapped = is(tokens, from, '(') && is(tokens, to - 1, ')') && closing(tokens, from, to) === to - 1;
    if (!isWrapped) break;
    from++;
    to--;
  }
  return { from, to };
}

/** Index of the parenthesis that closes the one at `open`; `to` where none does. */
function closing(tokens: readonly PrintToken[], open: number, to: number): number {
  let depth = 0;
  for (let at = open; at < to; at++) {
    if (is(tokens, at, '(')) depth++;
    else if (is(tokens, at, ')') && --depth === 0) return at;
  }
  return to;
}

/** The first `&` outside parentheses. */
function operatorAt(tokens: readonly PrintToken[], { from, to }: Span): number | undefined {
  let depth = 0;
  for (let at = from; at < to; at++) {
    if (is(tokens, at, '(')) depth++;
    else if (is(tokens, at, ')')) depth--;
    else if (depth === 0 && is(tokens, at, '&')) return at;
  }
  return undefined;
}

function is(tokens: readonly PrintToken[], at: number, text: string): boolean {
  const token = tokens[at];
  return token?.kind === 'punctuation' && token.text === text;
}
