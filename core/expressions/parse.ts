/** An expression's text to its tree. Any text gives a tree or one problem; nothing is thrown, and depth is bounded. */
import { failure, success, type Result } from '../result';
import { tokensOf, type Token } from './tokens';
import type { Expression, ExpressionProblem, Span, Variable } from './types';
import { castType, isTypeName, isTypeWord } from './value-types';

/** Levels of nesting: more than anyone writes, few enough for every stack. */
const deepest = 100;
/** UTF-16 units that are read. */
const longest = 1024;

export const variables: readonly Variable[] = ['$PID', '$TID', '$COMM', '$CPU'];

const isVariable = (text: string): text is Variable => (variables as readonly string[]).includes(text);

/** C's binary operators by precedence, the loosest first. */
const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const precedence: ReadonlyMap<string, number> = new Map(
  levels.flatMap((operators, level) => operators.map((operator): [string, number] => [operator, level])),
);

export function parseExpression(text: string): Result<Expression, ExpressionProblem> {
  if (text.length > longest) {
    return failure({ message: `An expression has ${longest} characters at most.`, start: longest, end: text.length });
  }
  const parser = new Parser(tokensOf(text));
  const expression = parser.whole();
  return parser.problem ? failure(parser.problem) : success(expression);
}

/** What stands where nothing could be read; a problem is set then. */
const nothing: Expression = { kind: 'integer', text: '0', start: 0, end: 0 };

class Parser {
  /** The first; nothing is read from then on. */
  problem: ExpressionProblem | undefined;
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Expression {
    const expression = this.conditional(0);
    if (this.token.kind !== 'end') this.fail(this.unexpected(this.token), this.token);
    return expression;
  }

  private get token(): Token {
    return this.ahead(0);
  }

  private ahead(by: number): Token {
    const last = this.tokens[this.tokens.length - 1] ?? { kind: 'end', text: '', start: 0, end: 0 };
    return this.problem ? last : (this.tokens[this.at + by] ?? last);
  }

  private isNext(text: string): boolean {
    return this.token.kind === 'operator' && this.token.text === text;
  }

  private take(text: string): boolean {
    if (!this.isNext(text)) return false;
    this.at++;
    return true;
  }

  /** Nothing more is read after a problem. */
  private fail(message: string, { start, end }: Span): Expression {
    this.problem ??= { message, start, end };
    return nothing;
  }

  private expect(text: string, opened: Token): boolean {
    if (this.take(text)) return true;
    if (this.token.kind === 'end') this.fail(`“${opened.text}” is not closed: “${text}” is missing.`, opened);
    else this.fail(`“${text}” is expected here.`, this.token);
    return false;
  }

  private conditional(depth: number): Expression {
    const condition = this.binary(0, depth + 1);
    const question = this.token;
    if (!this.take('?')) return condition;
    const yes = this.conditional(depth + 1);
    if (!this.take(':')) return this.fail('“?” needs a “:” and what is taken otherwise.', question);
    const no = this.conditional(depth + 1);
    return { kind: 'conditional', condition, yes, no, start: condition.start, end: no.end };
  }

  private binary(level: number, depth: number): Expression {
    if (depth > deepest) return this.tooDeep();
    let left = this.unary(depth + 1);
    for (;;) {
      const { text: operator } = this.token;
      const strength = this.token.kind === 'operator' ? precedence.get(operator) : undefined;
      if (strength === undefined || strength < level) return left;
      this.at++;
      const right = this.binary(strength + 1, depth + 1);
      left = { kind: 'binary', operator, left, right, start: left.start, end: right.end };
    }
  }

  private unary(depth: number): Expression {
    if (depth > deepest) return this.tooDeep();
    const { token } = this;
    if (token.kind === 'operator' && ['-', '+', '~', '!'].includes(token.text)) {
      this.at++;
      const operand = this.unary(depth + 1);
      return { kind: 'unary', operator: token.text, operand, start: token.start, end: operand.end };
    }
    if (token.text === '(' && this.isCast()) return this.cast(token, depth);
    return this.primary(depth + 1);
  }

  private tooDeep(): Expression {
    return this.fail(`Parentheses and operators are nested more than ${deepest} deep.`, this.token);
  }

  /** `(u8)x`, `(unsigned int)x`, `(char *)x`: words of types only. `(nr) - 1` is a difference. */
  private isCast(): boolean {
    if (this.ahead(1).kind !== 'word') return false;
    let by = 1;
    while (this.ahead(by).kind === 'word') by++;
    const words = this.tokens.slice(this.at + 1, this.at + by).map(({ text }) => text);
    const isPointer = this.ahead(by).text === '*' && this.ahead(by + 1).text === ')';
    return words.length > 1 || words.every(isTypeWord) || isTypeName(words.join(' ')) || isPointer;
  }

  private cast(opened: Token, depth: number): Expression {
    this.at++;
    const first = this.token;
    const words: string[] = [];
    let end = first.end;
    while (this.token.kind === 'word' || this.isNext('*')) {
      words.push(this.token.text);
      end = this.token.end;
      this.at++;
    }
    const type = words.join(' ');
    if (castType(type) === undefined) {
      return this.fail(`“${type}” is no type that a value can be cast to.`, { start: first.start, end });
    }
    if (!this.expect(')', opened)) return nothing;
    const operand = this.unary(depth + 1);
    return { kind: 'cast', type, operand, start: opened.start, end: operand.end };
  }

  private primary(depth: number): Expression {
    const { token } = this;
    const { start, end, text } = token;
    if (this.take('(')) {
      const inner = this.conditional(depth + 1);
      const closing = this.token;
      return this.expect(')', token) ? { ...inner, start, end: closing.end } : nothing;
    }
    if (token.open) return this.fail('The closing quote is missing.', token);
    switch (token.kind) {
      case 'number':
        this.at++;
        return isInteger(text)
          ? { kind: 'integer', text, start, end }
          : this.fail(`“${text}” is no integer of C.`, token);
      case 'character':
        this.at++;
        return { kind: 'character', text, start, end };
      case 'string':
        this.at++;
        return { kind: 'string', text, start, end };
      case 'variable':
        this.at++;
        return isVariable(text)
          ? { kind: 'variable', name: text, start, end }
          : this.fail(`“${text}” is not known for tracepoints: there are ${variables.join(', ')}.`, token);
      case 'word':
        this.at++;
        return this.field(token);
      default:
        return this.fail(this.unexpected(token), token);
    }
  }

  /** After the first word of `args->name`, `name`, `name[2]`. */
  private field(first: Token): Expression {
    let named = first;
    if (this.take('->')) {
      if (first.text !== 'args' && first.text !== 'ctx') {
        return this.fail(`“${first.text}->” cannot be followed: fields are “args->name” or “name”.`, first);
      }
      named = this.token;
      if (named.kind !== 'word') return this.fail('The name of a field is expected after “->”.', named);
      this.at++;
    }
    if (this.isNext('(')) return this.fail(callMessage(named.text), named);
    if (this.isNext('->')) {
      return this.fail('What a pointer of the record points at cannot be followed here.', this.token);
    }
    const { text: name, start: nameStart, end } = named;
    const opened = this.token;
    if (!this.take('[')) return { kind: 'field', name, nameStart, start: first.start, end };
    const index = this.token;
    if (index.kind !== 'number' || !/^\d{1,5}$/.test(index.text)) {
      return this.fail('An array’s element is chosen by a plain number: the kernel refuses other indexes.', index);
    }
    this.at++;
    const closing = this.token;
    if (!this.expect(']', opened)) return nothing;
    return { kind: 'field', name, nameStart, index: Number(index.text), start: first.start, end: closing.end };
  }

  private unexpected({ kind, text }: Token): string {
    if (kind === 'end') return 'The expression ends too early: a value is missing.';
    return `“${text}” is not expected here.`;
  }
}

function callMessage(name: string): string {
  return name === 'STRCMP'
    ? 'STRCMP is not needed: write field == "text".'
    : `Functions cannot be called here: “${name}(…)”.`;
}

/** C11 6.4.4.1, without suffixes that C does not have. */
const isInteger = (text: string): boolean =>
  /^(?:0[xX][\da-fA-F]+|0[bB][01]+|0[0-7]*|[1-9]\d*)(?:[uU](?:l|L|ll|LL)?|(?:l|L|ll|LL)[uU]?)?$/.test(text);
