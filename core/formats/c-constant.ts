/** The value of a C integer constant expression, in the types that C gives it on a 64-bit kernel. */
import { isSignedType, sizeOfType } from './c-type';
import type { PrintToken } from './print-tokens';

/** A value within its type; every operation wraps to it, so that no number grows. */
interface Integer {
  readonly value: bigint;
  readonly bits: 32 | 64;
  readonly unsigned: boolean;
}

/** Parentheses and operators within one another. The deepest of the shipped kernels has 17; a stack holds thousands. */
const deepest = 200;

/**
 * Between two token indices, `to` excluded. Undefined where it is no constant (a name is an enumerator that the format file does not
 * resolve), is no expression, divides by zero, shifts too far, or is nested too deep.
 */
export function constantValue(tokens: readonly PrintToken[], from: number, to: number): bigint | undefined {
  const reader = new Reader(tokens, from, to);
  const result = reader.conditional(0);
  return reader.isAtEnd() ? result?.value : undefined;
}

/** Index after the `)` of a cast that begins at `at`, and the cast's type; undefined where none begins. */
export function castAt(
  tokens: readonly PrintToken[],
  at: number,
  to: number,
): { readonly type: string; readonly next: number } | undefined {
  if (!isPunctuation(tokens[at], '(')) return undefined;
  const words: string[] = [];
  let index = at + 1;
  for (; index < to; index++) {
    const token = tokens[index];
    if (token?.kind !== 'word' && !isPunctuation(token, '*')) break;
    words.push(token?.text ?? '');
  }
  if (!isPunctuation(tokens[index], ')') || tokens[at + 1]?.kind !== 'word') return undefined;
  const type = words.filter((word) => !/^__(?:force|user|kernel|bitwise)$/.test(word)).join(' ');
  const next = index + 1;
  return next < to && beginsOperand(tokens[next], sizeOfType(type) !== undefined) ? { type, next } : undefined;
}

/** `(X) - 1` is a difference unless X is known for a type. */
function beginsOperand(token: PrintToken | undefined, isType: boolean): boolean {
  if (token === undefined || token.kind === 'string') return false;
  if (token.kind !== 'punctuation') return true;
  return ['(', '~', '!'].includes(token.text) || (isType && ['-', '+', '*'].includes(token.text));
}

const isPunctuation = (token: PrintToken | undefined, text: string): boolean =>
  token?.kind === 'punctuation' && token.text === text;

/** C's binary operators by precedence, the loosest first. */
const precedence: ReadonlyMap<string, number> = new Map(
  [['||'], ['&&'], ['|'], ['^'], ['&'], ['==', '!='], ['<', '>', '<=', '>='], ['<<', '>>'], ['+', '-'], ['*', '/', '%']]
    .map((operators, level) => operators.map((operator): [string, number] => [operator, level]))
    .flat(),
);

class Reader {
  /** Set once something is no expression; nothing is read from then on. */
  private failed = false;

  constructor(
    private readonly tokens: readonly PrintToken[],
    private at: number,
    private readonly to: number,
  ) {}

  isAtEnd(): boolean {
    return !this.failed && this.at >= this.to;
  }

  conditional(depth: number): Integer | undefined {
    const condition = this.binary(0, depth + 1);
    if (!this.take('?')) return condition;
    const yes = this.conditional(depth + 1);
    if (!this.take(':')) return this.fail();
    const no = this.conditional(depth + 1);
    if (condition === undefined || yes === undefined || no === undefined) return undefined;
    const type = commonType(yes, no);
    return wrap(condition.value !== 0n ? yes.value : no.value, type);
  }

  private binary(level: number, depth: number): Integer | undefined {
    if (depth > deepest) return this.fail();
    let left = this.unary(depth + 1);
    while (!this.failed) {
      const operator = this.operator();
      const strength = operator === undefined ? undefined : precedence.get(operator);
      if (operator === undefined || strength === undefined || strength < level) break;
      this.at++;
      const right = this.binary(strength + 1, depth + 1);
      left = left && right && apply(operator, left, right);
    }
    return left;
  }

  private unary(depth: number): Integer | undefined {
    if (depth > deepest) return this.fail();
    const cast = castAt(this.tokens, this.at, this.to);
    if (cast) {
      this.at = cast.next;
      return castTo(cast.type, this.unary(depth + 1));
    }
    for (const operator of ['-', '+', '~', '!']) {
      if (!this.take(operator)) continue;
      const operand = this.unary(depth + 1);
      return operand && applyUnary(operator, operand);
    }
    return this.primary(depth + 1);
  }

  private primary(depth: number): Integer | undefined {
    if (this.take('(')) {
      const inner = this.conditional(depth + 1);
      return this.take(')') ? inner : this.fail();
    }
    const token = this.at < this.to ? this.tokens[this.at] : undefined;
    if (token === undefined) return this.fail();
    this.at++;
    if (token.kind === 'number') return literal(token.text) ?? this.fail();
    if (token.kind === 'character' && token.text.length === 1) return int(BigInt(token.text.charCodeAt(0)));
    if (token.kind === 'word') return token.text === 'sizeof' ? this.sizeOf() : undefined;
    return this.fail();
  }

  private sizeOf(): Integer | undefined {
    if (!this.take('(')) return this.fail();
    const words: string[] = [];
    while (this.at < this.to && !this.take(')')) words.push(this.tokens[this.at++]?.text ?? '');
    const size = sizeOfType(words.join(' '));
    return size === undefined ? undefined : { value: BigInt(size), bits: 64, unsigned: true };
  }

  private operator(): string | undefined {
    const token = this.at < this.to ? this.tokens[this.at] : undefined;
    return token?.kind === 'punctuation' ? token.text : undefined;
  }

  private take(text: string): boolean {
    if (this.failed || this.operator() !== text) return false;
    this.at++;
    return true;
  }

  private fail(): Integer | undefined {
    this.failed = true;
    return undefined;
  }
}

const int = (value: bigint): Integer => ({ value, bits: 32, unsigned: false });

function wrap(value: bigint, { bits, unsigned }: Omit<Integer, 'value'>): Integer {
  return { value: unsigned ? BigInt.asUintN(bits, value) : BigInt.asIntN(bits, value), bits, unsigned };
}

/** The first type that holds it (C11 6.4.4.1): a decimal one without `u` stays signed. */
function literal(text: string): Integer | undefined {
  const [, digits = '', suffix = ''] = /^(0[xX][\da-fA-F]+|0[bB][01]+|\d+)([uUlL]{0,3})$/.exec(text) ?? [];
  if (digits === '' || digits.length > 66 || /^0\d*[89]/.test(digits)) return undefined;
  const value = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const bits = /[lL]/.test(suffix) ? [64 as const] : [32 as const, 64 as const];
  const signs = /[uU]/.test(suffix) ? [true] : /^[1-9]/.test(digits) ? [false] : [false, true];
  for (const width of bits) {
    for (const unsigned of signs)
      if (value < 1n << BigInt(unsigned ? width : width - 1)) return { value, bits: width, unsigned };
  }
  return undefined;
}

/** The usual arithmetic conversions (C11 6.3.1.8); every type here is at least an int. */
function commonType(a: Integer, b: Integer): Omit<Integer, 'value'> {
  if (a.bits !== b.bits) return a.bits > b.bits ? a : b;
  return { bits: a.bits, unsigned: a.unsigned || b.unsigned };
}

function castTo(type: string, operand: Integer | undefined): Integer | undefined {
  const size = sizeOfType(type);
  // A type that only the kernel's headers know: the value is taken to fit.
  if (operand === undefined || size === undefined) return operand;
  const unsigned = type.includes('*') || !isSignedType(type);
  if (size >= 4) return wrap(operand.value, { bits: size === 8 ? 64 : 32, unsigned });
  const isSigned = isSignedType(type) || type === 'char';
  return int(isSigned ? BigInt.asIntN(size * 8, operand.value) : BigInt.asUintN(size * 8, operand.value));
}

function applyUnary(operator: string, operand: Integer): Integer {
  if (operator === '!') return int(operand.value === 0n ? 1n : 0n);
  if (operator === '-') return wrap(-operand.value, operand);
  return operator === '~' ? wrap(~operand.value, operand) : operand;
}

function apply(operator: string, left: Integer, right: Integer): Integer | undefined {
  if (operator === '<<' || operator === '>>') {
    if (right.value < 0n || right.value >= BigInt(left.bits)) return undefined;
    return wrap(operator === '<<' ? left.value << right.value : left.value >> right.value, left);
  }
  if (operator === '&&') return int(left.value !== 0n && right.value !== 0n ? 1n : 0n);
  if (operator === '||') return int(left.value !== 0n || right.value !== 0n ? 1n : 0n);
  const type = commonType(left, right);
  const a = wrap(left.value, type).value;
  const b = wrap(right.value, type).value;
  const compared = compare(operator, a, b);
  if (compared !== undefined) return int(compared ? 1n : 0n);
  const value = arithmetic(operator, a, b);
  return value === undefined ? undefined : wrap(value, type);
}

function compare(operator: string, a: bigint, b: bigint): boolean | undefined {
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    default:
      return undefined;
  }
}

function arithmetic(operator: string, a: bigint, b: bigint): bigint | undefined {
  switch (operator) {
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '&':
      return a & b;
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0n ? undefined : a / b;
    case '%':
      return b === 0n ? undefined : a % b;
    default:
      return undefined;
  }
}
