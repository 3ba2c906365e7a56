/** What follows a type in a member or a typedef: `a, *b, c[3];`, `flags : 4;`, `(*callback)(int);`. */
import { integer } from './integer';
import { readAttributes } from './attributes';
import type { Directives } from './directives';
import { Kind, type Tokens } from './tokens';
import { pointerLayout, type Layout } from './type-table';
import { isAttribute, isQualifier, parenthesesEnd, startsAnew } from './words';

export interface Declarator {
  /** Token index of the name; undefined for an unnamed bit field. */
  readonly name: number | undefined;
  /** What is added to the type: ` *`, ` (*)()`, or nothing. */
  readonly suffix: string;
  /** Of the whole member; undefined where it cannot be told. */
  readonly layout: Layout | undefined;
  /** Elements, where every dimension is a number. */
  readonly length: number | undefined;
  /** Least alignment by attribute, in bytes. */
  readonly align: number;
  readonly packed: boolean;
  readonly first: number;
  /** Token index after it. */
  readonly next: number;
}

interface Dimensions {
  /** Elements; 1 without brackets, undefined where it cannot be told. */
  readonly count: number | undefined;
  readonly isLiteral: boolean;
  readonly next: number;
}

export class DeclaratorReader {
  constructor(
    private readonly tokens: Tokens,
    private readonly directives: Directives,
  ) {}

  /** All that stand before the semicolon, or before what cannot belong to them. `base` is the type's layout. */
  list(from: number, limit: number, base: Layout | undefined): Declarator[] {
    const { tokens } = this;
    const declarators: Declarator[] = [];
    let index = from;
    while (index < limit) {
      const declarator = this.one(index, limit, base);
      if (declarator.next === index) break;
      declarators.push(declarator);
      index = declarator.next;
      if (tokens.kind(index) !== Kind.Comma) break;
      index++;
    }
    return declarators;
  }

  private one(first: number, limit: number, base: Layout | undefined): Declarator {
    const { tokens } = this;
    let index = first;
    let pointers = 0;
    while (index < limit && (tokens.kind(index) === Kind.Asterisk || isQualifier(tokens, index))) {
      if (tokens.kind(index) === Kind.Asterisk) pointers++;
      index++;
    }
    index = readAttributes(tokens, index, limit).next;
    let name: number | undefined;
    let layout = pointers > 0 ? pointerLayout : base;
    let suffix = pointers > 0 ? ` ${'*'.repeat(pointers)}` : '';
    if (index < limit && tokens.isWord(index) && !startsAnew(tokens, index)) {
      name = index++;
    } else if (index < limit && tokens.kind(index) === Kind.OpenParenthesis) {
      const end = parenthesesEnd(tokens, index, limit);
      name = firstWord(tokens, index + 1, end);
      index = tokens.kind(end) === Kind.OpenParenthesis ? parenthesesEnd(tokens, end, limit) : end;
      layout = pointerLayout;
      suffix += ' (*)()';
    }
    const dimensions = this.dimensions(index, limit);
    index = dimensions.next;
    if (index < limit && tokens.kind(index) === Kind.Colon) {
      layout = undefined;
      index = statementEnd(tokens, index, limit);
    }
    const attributes = readAttributes(tokens, index, limit);
    index = attributes.next;
    if (index < limit && !endsDeclarator(tokens.kind(index)) && !startsAnew(tokens, index)) {
      layout = undefined;
      index = statementEnd(tokens, index, limit);
    }
    const { count, isLiteral } = dimensions;
    return {
      name,
      suffix,
      layout: layout && count !== undefined ? repeated(layout, count) : undefined,
      length: isLiteral && Number.isSafeInteger(count) ? count : undefined,
      align: attributes.align,
      packed: attributes.packed,
      first,
      next: index,
    };
  }

  /** `[16]`, `[4][2]`, `[TASK_COMM_LEN]`, `[]`. An undefined count cannot be told. */
  private dimensions(from: number, limit: number): Dimensions {
    const { tokens } = this;
    let count: number | undefined = 1;
    let isLiteral = false;
    let index = from;
    while (index < limit && tokens.kind(index) === Kind.OpenBracket) {
      const dimension = index + 1;
      if (tokens.kind(dimension) === Kind.CloseBracket) {
        // A flexible array has no bytes of its own.
        count = 0;
        index = dimension + 1;
        continue;
      }
      const value = tokens.kind(dimension + 1) === Kind.CloseBracket ? this.dimension(dimension) : undefined;
      isLiteral = value !== undefined;
      count = count === undefined || value === undefined ? undefined : count * value;
      index = bracketEnd(tokens, index, limit);
    }
    return { count, isLiteral, next: index };
  }

  private dimension(index: number): number | undefined {
    const { tokens } = this;
    if (tokens.kind(index) === Kind.Number) return integer(tokens.slice(index));
    return tokens.isWord(index) ? this.directives.constant(tokens.slice(index)) : undefined;
  }
}

function repeated(layout: Layout, count: number): Layout {
  return count === 1 ? layout : { size: layout.size * count, align: layout.align };
}

function firstWord(tokens: Tokens, from: number, to: number): number | undefined {
  for (let index = from; index < to; index++) {
    if (tokens.isWord(index) && !isQualifier(tokens, index) && !isAttribute(tokens, index)) return index;
  }
  return undefined;
}

function endsDeclarator(kind: Kind): boolean {
  return kind === Kind.Comma || kind === Kind.Semicolon;
}

/** Index of the next comma, semicolon or brace. */
function statementEnd(tokens: Tokens, from: number, limit: number): number {
  let index = from;
  while (index < limit && !endsDeclarator(tokens.kind(index)) && !isBrace(tokens.kind(index))) {
    if (startsAnew(tokens, index)) break;
    index++;
  }
  return index;
}

function isBrace(kind: Kind): boolean {
  return kind === Kind.OpenBrace || kind === Kind.CloseBrace;
}

/** Index after the closing bracket, or of what stands where it is missing. */
function bracketEnd(tokens: Tokens, open: number, limit: number): number {
  let depth = 0;
  for (let index = open; index < limit; index++) {
    const kind = tokens.kind(index);
    if (kind === Kind.OpenBracket) depth++;
    else if (kind === Kind.CloseBracket && --depth === 0) return index + 1;
    else if (kind === Kind.Semicolon || isBrace(kind)) return index;
  }
  return limit;
}
