/** Gives an expression's names a meaning on one tracepoint, and each part its type in C. */
import { resolveEscapes } from '../formats/print-tokens';
import type { Tracepoint } from '../formats/types';
import { failure, success, type Result } from '../result';
import { fieldValue, findField, unknownField } from './fields';
import { parseExpression } from './parse';
import type { Expression, ExpressionProblem, Integer, IntegerType, Span, Text } from './types';
import { castType } from './value-types';

/** What an expression gives: a number, or a text. */
export type Resolved = { readonly kind: 'integer'; readonly integer: Integer } | Text;

const int: IntegerType = { kind: 'integer', bytes: 4, signed: true };
const u32: IntegerType = { kind: 'integer', bytes: 4, signed: false };
const u64: IntegerType = { kind: 'integer', bytes: 8, signed: false };

/** Characters of a command's name, without the zero byte (TASK_COMM_LEN, include/linux/sched.h). */
const longestCommand = 15;
/** Bytes of a text that another is compared with: it stands on BPF's stack of 512 with all else. */
const longestConstant = 128;

/** The text's value on the tracepoint; every problem that was found, in order. */
export function resolveExpression(
  text: string,
  tracepoint: Tracepoint,
): Result<Resolved, readonly ExpressionProblem[]> {
  const parsed = parseExpression(text);
  if (!parsed.ok) return failure([parsed.error]);
  const resolver = new Resolver(tracepoint);
  const resolved = resolver.resolve(parsed.value);
  return resolver.problems.length > 0 ? failure(resolver.problems) : success(resolved);
}

/** A condition: the text's value has to be an integer. */
export function resolveInteger(text: string, tracepoint: Tracepoint): Result<Integer, readonly ExpressionProblem[]> {
  const parsed = parseExpression(text);
  if (!parsed.ok) return failure([parsed.error]);
  const resolver = new Resolver(tracepoint);
  const condition = resolver.integer(parsed.value);
  return resolver.problems.length > 0 ? failure(resolver.problems) : success(condition);
}

class Resolver {
  readonly problems: ExpressionProblem[] = [];

  constructor(private readonly tracepoint: Tracepoint) {}

  resolve(expression: Expression): Resolved {
    const text = this.textOf(expression);
    if (typeof text === 'object') return text;
    if (text === undefined) return { kind: 'integer', integer: this.integer(expression) };
    return this.failed('A text in quotes is no value by itself: compare a field with it.', expression);
  }

  /** The text that the expression is, a constant one as a string; undefined for what is an integer. */
  private textOf(expression: Expression): Text | string | undefined {
    if (expression.kind === 'string') return resolveEscapes(expression.text);
    if (expression.kind === 'variable') {
      return expression.name === '$COMM' ? { kind: 'text', place: 'task', size: longestCommand + 1 } : undefined;
    }
    if (expression.kind === 'field' && expression.index === undefined) {
      const field = findField(this.tracepoint, expression.name);
      const value = field && fieldValue(this.tracepoint, field);
      return typeof value === 'object' && value.kind === 'text' ? value : undefined;
    }
    return expression.kind === 'cast' && castType(expression.type) === 'text' ? this.castToText(expression) : undefined;
  }

  private castToText({ operand, start, end }: Expression & { kind: 'cast' }): Text | string | undefined {
    const text = this.textOf(operand);
    if (text !== undefined) return text;
    const field = operand.kind === 'field' ? findField(this.tracepoint, operand.name) : undefined;
    if (field && operand.kind === 'field' && operand.index === undefined && field.size === 8) {
      return { kind: 'text', place: this.tracepoint.kind === 'record' ? 'kernel' : 'user', field };
    }
    this.failed('Only a field that holds an address can be read as text.', { start, end });
    return { kind: 'text', place: 'task', size: 1 };
  }

  integer(expression: Expression): Integer {
    const { start, end } = expression;
    switch (expression.kind) {
      case 'integer':
        if (literalValue(expression.text) >= 1n << 64n) {
          return this.failed('The number needs more than 64 bits.', expression).integer;
        }
        return { kind: 'literal', text: expression.text, type: literalType(expression.text), start, end };
      case 'character':
        return this.character(expression);
      case 'string':
        return this.failed('A text in quotes can only be compared with == or !=.', expression).integer;
      case 'variable':
        if (expression.name === '$COMM') return this.failed(textMessage('$COMM'), expression).integer;
        return { kind: 'variable', name: expression.name, type: u32, start, end };
      case 'field':
        return this.field(expression);
      case 'cast':
        return this.cast(expression);
      case 'unary': {
        const operand = this.integer(expression.operand);
        const type = expression.operator === '!' ? int : promoted(operand.type);
        return { kind: 'unary', operator: expression.operator, operand, type, start, end };
      }
      case 'binary':
        return this.compare(expression) ?? this.binary(expression);
      case 'conditional': {
        const condition = this.integer(expression.condition);
        const yes = this.integer(expression.yes);
        const no = this.integer(expression.no);
        return { kind: 'conditional', condition, yes, no, type: commonType(yes.type, no.type), start, end };
      }
    }
  }

  private character(expression: Expression & { kind: 'character' }): Integer {
    const text = resolveEscapes(expression.text);
    const code = text.charCodeAt(0);
    const { start, end } = expression;
    if (text.length !== 1 || code > 127) {
      return this.failed('Between single quotes stands one character of ASCII.', expression).integer;
    }
    return { kind: 'literal', text: String(code), type: int, start, end };
  }

  private field(expression: Expression & { kind: 'field' }): Integer {
    const { name, nameStart, index, start, end } = expression;
    const field = findField(this.tracepoint, name);
    const named = { start: nameStart, end: nameStart + name.length };
    if (!field) return this.failed(unknownField(this.tracepoint, name), named).integer;
    const value = fieldValue(this.tracepoint, field);
    if (typeof value === 'string') return this.failed(value, named).integer;
    if (value.kind === 'array') {
      const { length, element } = value;
      if (index === undefined)
        return this.failed(`“${name}” is an array: choose an element, ${name}[0].`, named).integer;
      if (index >= length)
        return this.failed(`“${name}” has ${length} elements, the last is [${length - 1}].`, expression).integer;
      return { kind: 'field', field, index, type: element, start, end };
    }
    if (index !== undefined) return this.failed(`“${name}” is no array of numbers.`, expression).integer;
    if (value.kind === 'integer') return { kind: 'field', field, type: value, start, end };
    // What points at a text is a number too: whether it is 0 can be asked.
    if (value.place === 'kernel' || value.place === 'user') return { kind: 'field', field, type: u64, start, end };
    return this.failed(textMessage(name), named).integer;
  }

  private cast(expression: Expression & { kind: 'cast' }): Integer {
    const { start, end } = expression;
    const type = castType(expression.type);
    if (type === undefined || type === 'text') {
      return this.failed('A text can only be shown, or compared with == or !=.', expression).integer;
    }
    return { kind: 'cast', operand: this.integer(expression.operand), type, start, end };
  }

  private binary({ operator, left, right, start, end }: Expression & { kind: 'binary' }): Integer {
    const one = this.integer(left);
    const other = this.integer(right);
    this.checkConstant(operator, one, other);
    const type = binaryType(operator, one.type, other.type);
    return { kind: 'binary', operator, left: one, right: other, type, start, end };
  }

  /** A divisor or a shift that C gives no meaning. */
  private checkConstant(operator: string, left: Integer, right: Integer): void {
    if (right.kind !== 'literal') return;
    const value = literalValue(right.text);
    if ((operator === '/' || operator === '%') && value === 0n) this.failed('Nothing is divided by 0.', right);
    const bits = promoted(left.type).bytes * 8;
    if ((operator === '<<' || operator === '>>') && value >= BigInt(bits)) {
      this.failed(`A value of ${bits} bits is shifted by ${bits - 1} at most.`, right);
    }
  }

  /** `==` or `!=` of which one side is a text; undefined for all else. */
  private compare({ operator, left, right, start, end }: Expression & { kind: 'binary' }): Integer | undefined {
    const one = this.textOf(left);
    const other = this.textOf(right);
    const isEquality = operator === '==' || operator === '!=';
    if (!isEquality || one === undefined || other === undefined) return undefined;
    const equal = operator === '==';
    if (typeof one === 'object') return this.comparison(equal, one, other, { start, end }, right);
    if (typeof other === 'object') return this.comparison(equal, other, one, { start, end }, left);
    return this.failed('Two texts in quotes: one of them should be a field.', { start, end }).integer;
  }

  private comparison(equal: boolean, left: Text, right: Text | string, span: Span, at: Span): Integer {
    if (typeof right === 'string') {
      const bytes = new TextEncoder().encode(right).length;
      const most =
        left.size === undefined
          ? longestConstant
          : Math.min(left.size - Number(left.place === 'task'), longestConstant);
      const what = left.place === 'task' ? 'A command’s name' : (left.field?.name ?? 'It');
      if (right.includes('\0')) this.failed('A text ends at its first zero byte.', at);
      if (bytes > most) {
        this.failed(
          most === longestConstant
            ? `A text to compare with has ${longestConstant} bytes at most.`
            : `${what} has ${most} bytes at most: this is never equal.`,
          at,
        );
      }
    }
    return { kind: 'compare', equal, left, right, type: int, ...span };
  }

  /** Adds the problem, and stands in for the value. */
  private failed(message: string, { start, end }: Span): Resolved & { kind: 'integer' } {
    this.problems.push({ message, start, end });
    return { kind: 'integer', integer: { kind: 'literal', text: '0', type: int, start, end } };
  }
}

const textMessage = (name: string): string =>
  `“${name}” is a text: it can be shown, or compared with == or != to another text.`;

export const literalValue = (text: string): bigint => {
  const digits = text.replace(/[uUlL]+$/, '');
  return BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
};

/** The first type that holds it (C11 6.4.4.1). */
function literalType(text: string): IntegerType {
  const value = literalValue(text);
  const unsigned = /[uU]/.test(text.replace(/^0[xXbB]/, ''));
  const wide = /[lL]/.test(text);
  const decimal = /^[1-9]/.test(text);
  for (const bytes of wide ? ([8] as const) : ([4, 8] as const)) {
    const bits = BigInt(bytes * 8);
    if (!unsigned && value < 1n << (bits - 1n)) return { kind: 'integer', bytes, signed: true };
    if ((unsigned || !decimal) && value < 1n << bits) return { kind: 'integer', bytes, signed: false };
  }
  return u64;
}

/** Integer promotion (C11 6.3.1.1). */
const promoted = (type: IntegerType): IntegerType =>
  type.bytes < 4 ? int : { kind: 'integer', bytes: type.bytes, signed: type.signed };

/** The usual arithmetic conversions (C11 6.3.1.8). */
function commonType(left: IntegerType, right: IntegerType): IntegerType {
  const [one, other] = [promoted(left), promoted(right)];
  if (one.bytes !== other.bytes) return one.bytes > other.bytes ? one : other;
  return { ...one, signed: one.signed && other.signed };
}

function binaryType(operator: string, left: IntegerType, right: IntegerType): IntegerType {
  if (['==', '!=', '<', '>', '<=', '>=', '&&', '||'].includes(operator)) return int;
  return operator === '<<' || operator === '>>' ? promoted(left) : commonType(left, right);
}
