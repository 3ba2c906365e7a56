/** Where a value of a context's member is being typed: after `ctx->x ==`, `ctx->x &`, and `case` inside `switch (ctx->x)`. */
import { lineEnd } from './characters';
import { openingOf } from './expressions';
import { lex } from './lexer';
import { hasNewline, Kind, type Tokens } from './tokens';
import type { ContextAccess, Program, Range, SourceModel } from './types';
import { viewAt } from './views';

export interface ValueContext {
  readonly program: Program;
  /** The member that the value is one of. */
  readonly access: ContextAccess;
  /** `equal`: the whole value, as `==`, `!=` and `case` take it; `mask`: some of its bits. */
  readonly use: 'equal' | 'mask';
  readonly typed: string;
  /** The half-typed word or number; empty where none is there yet. */
  readonly replace: Range;
}

/** `model` is the text's own. Undefined at once where no operator stands before the cursor, so that a blank can ask. */
export function valueContext(text: string, model: SourceModel, offset: number): ValueContext | undefined {
  if (!mayBeValuePlace(text, offset)) return undefined;
  const view = viewAt(model, offset);
  if (!view?.body.body) return undefined;
  const { start } = view.body.body;
  const tokens = lex(text, start, lineEnd(text, offset, text.length));
  const uses = new Map(view.body.accesses.map((use) => [Math.max(use.range.end, use.brackets?.end ?? 0), use]));
  const found = new Place(tokens, start, offset, uses).find();
  return found && { program: view.program, ...found };
}

/** Characters before the cursor that are looked at: a word and blanks. */
const lookBack = 200;

function mayBeValuePlace(text: string, offset: number): boolean {
  const before = text.slice(Math.max(0, offset - lookBack), offset);
  return /(?:[=!]=|[&|(~]|\bcase[ \t])[ \t]*\w*$/.test(before);
}

class Place {
  /** The last token that begins before the cursor. */
  private readonly before: number;

  constructor(
    private readonly tokens: Tokens,
    private readonly start: number,
    private readonly offset: number,
    /** By the offset where they end. */
    private readonly uses: ReadonlyMap<number, ContextAccess>,
  ) {
    const ending = tokens.firstEndingAfter(offset - 1);
    this.before = tokens.start(ending) < offset && ending < tokens.count ? ending : ending - 1;
  }

  find(): Omit<ValueContext, 'program'> | undefined {
    const { tokens, before, offset } = this;
    const end = before < 0 ? this.start : tokens.end(before);
    // Something other than blanks between the tokens is a comment or a preprocessor line.
    if (offset > end && /\S/.test(tokens.text.slice(end, offset))) return undefined;
    const isTyping = this.isWordOrNumber(before) && end >= offset;
    const operator = isTyping ? before - 1 : before;
    if (hasNewline(tokens.text, tokens.end(operator), offset)) return undefined;
    const found = this.compared(operator) ?? this.masked(operator) ?? this.switched(operator);
    if (!found) return undefined;
    const replace = isTyping ? { start: tokens.start(before), end } : { start: offset, end: offset };
    return { ...found, typed: tokens.text.slice(replace.start, offset), replace };
  }

  private compared(operator: number): Found | undefined {
    const { tokens } = this;
    const first = tokens.kind(operator - 1);
    const isComparison = tokens.kind(operator) === Kind.Equals && (first === Kind.Equals || first === exclamation);
    if (!isComparison || !this.touches(operator)) return undefined;
    return found(this.operandEnding(operator - 2), 'equal');
  }

  /** After `ctx->x &`, also inside `ctx->x & (A | `. */
  private masked(operator: number): Found | undefined {
    const { tokens } = this;
    let at = operator;
    if (tokens.kind(at) === Kind.Bar && !this.isDoubled(at)) {
      while (this.isWordOrNumber(at - 1) || (tokens.kind(at - 1) === Kind.Bar && !this.isDoubled(at - 1))) at--;
      if (tokens.kind(--at) !== Kind.OpenParenthesis) return undefined;
    }
    while (tokens.kind(at) === Kind.OpenParenthesis || tokens.kind(at) === tilde) at--;
    if (tokens.kind(at) !== Kind.Ampersand || this.isDoubled(at)) return undefined;
    return found(this.operandEnding(at - 1), 'mask');
  }

  private switched(operator: number): Found | undefined {
    const { tokens } = this;
    if (!tokens.is(operator, 'case') || tokens.end(operator) === this.offset) return undefined;
    let depth = 0;
    for (let at = operator - 1; at >= 0; at--) {
      if (tokens.kind(at) === Kind.CloseBrace) depth++;
      else if (tokens.kind(at) === Kind.OpenBrace && depth-- === 0) return this.switchBefore(at);
    }
    return undefined;
  }

  private switchBefore(brace: number): Found | undefined {
    const { tokens } = this;
    const close = brace - 1;
    const open = tokens.kind(close) === Kind.CloseParenthesis ? openingOf(tokens, close, 0) : undefined;
    if (open === undefined || !tokens.is(open - 1, 'switch')) return undefined;
    return found(this.inParentheses(open, close), 'equal');
  }

  /** The access that the operand is which ends with this token: bare, in parentheses, or with a mask in parentheses. */
  private operandEnding(last: number): ContextAccess | undefined {
    const { tokens } = this;
    const use = this.uses.get(tokens.end(last));
    if (use) return this.isComputedWith(use) ? undefined : use;
    if (tokens.kind(last) !== Kind.CloseParenthesis) return undefined;
    const open = openingOf(tokens, last, 0);
    if (open === undefined || (tokens.isWord(open - 1) && !tokens.is(open - 1, 'return'))) return undefined;
    return this.inParentheses(open, last);
  }

  private inParentheses(open: number, close: number): ContextAccess | undefined {
    const { tokens } = this;
    let depth = 0;
    for (let at = close - 1; at > open; at--) {
      const kind = tokens.kind(at);
      if (kind === Kind.CloseParenthesis) depth++;
      else if (kind === Kind.OpenParenthesis) depth--;
      else if (depth === 0 && kind === Kind.Ampersand && !this.isDoubled(at)) {
        const masked = this.operandEnding(at - 1);
        if (masked) return masked;
      }
    }
    return close - 1 > open ? this.operandEnding(close - 1) : undefined;
  }

  /** Arithmetic before the access binds tighter than what follows it: the operand is its result. */
  private isComputedWith({ range }: ContextAccess): boolean {
    const { tokens } = this;
    const first = tokens.firstEndingAfter(range.start);
    const operator = tokens.text.charAt(tokens.start(first - 1));
    return first > 0 && '+-*/%<>~!^'.includes(operator);
  }

  private isWordOrNumber(index: number): boolean {
    return this.tokens.isWord(index) || this.tokens.kind(index) === Kind.Number;
  }

  private touches(index: number): boolean {
    return this.tokens.end(index - 1) === this.tokens.start(index);
  }

  /** `&&`, `||`. */
  private isDoubled(index: number): boolean {
    const { tokens } = this;
    const kind = tokens.kind(index);
    return (
      (tokens.kind(index - 1) === kind && this.touches(index)) ||
      (tokens.kind(index + 1) === kind && this.touches(index + 1))
    );
  }
}

type Found = Pick<ValueContext, 'access' | 'use'>;

const found = (access: ContextAccess | undefined, use: ValueContext['use']): Found | undefined =>
  access && { access, use };

const exclamation = 33 as unknown as Kind;
const tilde = 126 as unknown as Kind;
