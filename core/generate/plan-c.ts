/** Writes a resolved expression as C that reads well and compiles without a warning. */
import type { Integer, IntegerType, Text } from '../expressions/types';
import { toIdentifier, unused } from './identifiers';
import type { ContextView } from './plan-view';
import { cName } from './plan-types';
import { roomForText } from './reads';
import type { HelperName } from './plan-helpers';

/** What an expression needs before it: buffers of texts, and functions of ours. */
export interface Needs {
  readonly view: ContextView;
  /** Names that are taken in the function. */
  readonly locals: Set<string>;
  readonly helpers: Set<HelperName>;
  /** Bytes of a text whose length the record does not say. */
  readonly textSize: number;
  /** Declarations of buffers, and how many bytes they take. */
  readonly declarations: string[];
  bufferBytes: number;
}

/** C for a value, and the statements that come before it. */
export interface Written {
  readonly before: readonly string[];
  readonly c: string;
}

export function writeInteger(integer: Integer, needs: Needs): Written {
  const before: string[] = [];
  const c = new Writer(needs, before).value(integer);
  return { before, c };
}

/** The condition of an early return: true where the integer is 0. */
export function writeNegated(integer: Integer, needs: Needs): Written {
  const before: string[] = [];
  const c = new Writer(needs, before).negated(integer);
  return { before, c };
}

/** The statement that puts a text into a buffer of `size` bytes. */
export function readText(text: Text, buffer: string, view: ContextView): string {
  if (text.place === 'task') return `bpf_get_current_comm(${buffer}, sizeof(${buffer}));`;
  const { helper, address } = view.text(text);
  return `${helper}(${buffer}, sizeof(${buffer}), ${address});`;
}

/** What a text is called: its field's name, or `comm`. */
export const textName = (text: Text): string => toIdentifier(text.field?.name ?? 'comm');

/** Bytes of a buffer for all of the text, at most `most`. */
export const textSize = ({ place, field, size }: Text, most: number): number =>
  place === 'task' ? 16 : Math.min(size === undefined ? most : roomForText(field?.name ?? '', size), most);

const comparisons: ReadonlyMap<string, string> = new Map([
  ['==', '!='],
  ['!=', '=='],
  ['<', '>='],
  ['>=', '<'],
  ['>', '<='],
  ['<=', '>'],
]);
const isLogical = (operator: string): boolean => operator === '&&' || operator === '||';

class Writer {
  constructor(
    private readonly needs: Needs,
    private readonly before: string[],
  ) {}

  value(integer: Integer): string {
    switch (integer.kind) {
      case 'literal':
        return integer.text;
      case 'variable':
        return variable[integer.name];
      case 'field':
        return this.needs.view.integer(integer.field, integer.index);
      case 'unary':
        if (integer.operator !== '!') return `${integer.operator}${this.operand(integer.operand)}`;
        return isNot(integer.operand) ? this.truth(integer.operand.operand) : this.negated(integer.operand);
      case 'cast':
        return `(${cName(integer.type)})${this.operand(integer.operand)}`;
      case 'conditional':
        return `${this.condition(integer.condition, true)} ? ${this.operand(integer.yes)} : ${this.operand(integer.no)}`;
      case 'compare':
        return `${integer.equal ? '' : '!'}${this.sameText(integer.left, integer.right)}`;
      case 'binary':
        return this.binary(integer);
    }
  }

  /** 1 where the integer is not 0, else 0. */
  private truth(integer: Integer): string {
    const isMore = integer.kind === 'field' || integer.kind === 'variable';
    return isMore ? `${this.value(integer)} != 0` : this.condition(integer, false);
  }

  /** True where the integer is not 0. */
  private condition(integer: Integer, inside: boolean): string {
    if (integer.kind === 'field' || integer.kind === 'variable' || integer.kind === 'compare')
      return this.value(integer);
    if (isNot(integer)) return inside ? `(${this.value(integer)})` : this.value(integer);
    if (integer.kind === 'binary' && comparisons.has(integer.operator)) return this.value(integer);
    if (integer.kind === 'binary' && isLogical(integer.operator))
      return inside ? `(${this.value(integer)})` : this.value(integer);
    return `${this.operand(integer)} != 0`;
  }

  /** True where the integer is 0. */
  negated(integer: Integer): string {
    if (integer.kind === 'field') return `!${this.value(integer)}`;
    if (integer.kind === 'compare') return this.value({ ...integer, equal: !integer.equal });
    if (isNot(integer)) return this.condition(integer.operand, false);
    const opposite = integer.kind === 'binary' ? comparisons.get(integer.operator) : undefined;
    if (integer.kind === 'binary' && opposite !== undefined) return this.value({ ...integer, operator: opposite });
    if (integer.kind === 'binary' && isLogical(integer.operator)) return `!(${this.value(integer)})`;
    return `${this.operand(integer)} == 0`;
  }

  private binary({ operator, left, right, type }: Integer & { kind: 'binary' }): string {
    if (isLogical(operator)) {
      const side = (integer: Integer): string =>
        integer.kind === 'binary' && integer.operator === operator
          ? this.value(integer)
          : this.condition(integer, true);
      return `${side(left)} ${operator} ${side(right)}`;
    }
    if ((operator === '/' || operator === '%') && type.signed) {
      // What is called has 64 bits; as an `int` the result meets unsigned numbers as C says.
      return `${type.bytes === 4 ? '(int)' : ''}${this.signedDivision(operator, left, right)}`;
    }
    return `${this.side(left, operator, true)} ${operator} ${this.side(right, operator, false)}`;
  }

  /** BPF divides unsigned numbers only, before version 4 of its instructions; clang refuses a signed division. */
  private signedDivision(operator: string, left: Integer, right: Integer): string {
    this.needs.helpers.add('divide');
    if (operator === '%') this.needs.helpers.add('remainder_of');
    return `${operator === '%' ? 'remainder_of' : 'divide'}(${this.value(left)}, ${this.value(right)})`;
  }

  /** With parentheses where C does not need them but a reader does. */
  private side(integer: Integer, parent: string, isLeft: boolean): string {
    if (integer.kind === 'binary' && !isCall(integer)) {
      const { operator } = integer;
      const chain = isLeft && operator === parent && ['+', '*', '&', '|', '^'].includes(operator);
      const sum = isLeft && ['+', '-'].includes(operator) && ['+', '-'].includes(parent);
      const compared = comparisons.has(parent) && ['+', '-', '*', '/', '%'].includes(operator);
      return chain || sum || compared ? this.value(integer) : `(${this.value(integer)})`;
    }
    if (isNot(integer)) return `(${this.value(integer)})`;
    return integer.kind === 'compare' || integer.kind === 'conditional' ? this.operand(integer) : this.value(integer);
  }

  /** As the operand of something that binds more than every binary operator. */
  private operand(integer: Integer): string {
    const alone =
      integer.kind === 'field' || integer.kind === 'variable' || integer.kind === 'literal' || isCall(integer);
    return alone ? this.value(integer) : `(${this.value(integer)})`;
  }

  private sameText(left: Text, right: Text | string): string {
    this.needs.helpers.add('same_text');
    if (typeof right === 'object') {
      const [one, other] = [textSize(left, this.needs.textSize), textSize(right, this.needs.textSize)];
      return `same_text(${this.buffer(left, one)}, ${this.buffer(right, other)}, ${Math.min(one, other)})`;
    }
    const bytes = new TextEncoder().encode(right);
    // One more than the constant has, so that what only begins like it is another text.
    const size = left.place === 'task' ? 16 : Math.min(bytes.length + 2, (left.size ?? Infinity) + 1);
    return `same_text(${this.buffer(left, size)}, "${cText(bytes)}", ${bytes.length + 1})`;
  }

  private buffer(text: Text, size: number): string {
    const name = unused(textName(text), this.needs.locals);
    this.needs.declarations.push(`char ${name}[${size}] = {};`);
    this.needs.bufferBytes += Math.ceil(size / 8) * 8;
    this.before.push(readText(text, name, this.needs.view));
    return name;
  }
}

const isNot = (integer: Integer): integer is Integer & { kind: 'unary' } =>
  integer.kind === 'unary' && integer.operator === '!';

const isCall = (integer: Integer): boolean =>
  integer.kind === 'binary' && ['/', '%'].includes(integer.operator) && integer.type.signed;

const variable = {
  $PID: '(__u32)(bpf_get_current_pid_tgid() >> 32)',
  $TID: '(__u32)bpf_get_current_pid_tgid()',
  $CPU: 'bpf_get_smp_processor_id()',
} as const;

/** Between C's quotes: what is not plain ASCII as three octal digits, which no digit after them can lengthen. */
function cText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c && byte !== 0x3f;
    text += isPlain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
  }
  return text;
}

/** A value as it is given to what takes the wanted type; cast where C would not convert it, or would warn. */
export function writeAs(integer: Integer, wanted: IntegerType | undefined, needs: Needs): Written {
  const { type } = integer;
  // A byte is no bool: 5 is to become 1.
  const isTruth = wanted?.shown === 'bool' && type.shown !== 'bool';
  const same = wanted === undefined || (wanted.bytes === type.bytes && wanted.signed === type.signed);
  if (same && !isTruth) return writeInteger(integer, needs);
  const { start, end } = integer;
  return writeInteger({ kind: 'cast', operand: integer, type: wanted, start, end }, needs);
}
