/** Which brace closes which, in text where braces can be missing: the part that keeps a half-typed statement from costing its neighbours. */
import { Kind, type Tokens } from './tokens';

/** Both are token indices. The block's content is `open + 1` up to, not including, `end`. */
export interface Block {
  readonly open: number;
  /** The closing brace, or where the scanner resynchronised: the token that can no longer belong to the block; `count` at the text's end. */
  readonly end: number;
  /** Whether `end` is a closing brace. */
  readonly closed: boolean;
}

/** True where a section macro begins: `SEC(`, and `section(` inside an attribute. It never stands inside a block. */
export function beginsSection(tokens: Tokens, index: number): boolean {
  if (tokens.kind(index) !== Kind.Section || tokens.kind(index + 1) !== Kind.OpenParenthesis) return false;
  if (!tokens.is(index, 'section') && !tokens.is(index, '__section__')) return true;
  const before = tokens.kind(index - 1);
  return before === Kind.OpenParenthesis || before === Kind.Comma;
}

/** The function whose body a block is. Its name may be defined again inside: two arms of an `#ifdef` open the same body twice. */
export interface FunctionHead {
  readonly name: string;
  /** Token index of the section macro. */
  readonly first: number;
}

export class Blocks {
  /** For each token the index of its closing brace; 0 where it opens nothing or is never closed. */
  private readonly closing: Int32Array;

  constructor(private readonly tokens: Tokens) {
    this.closing = new Int32Array(tokens.count);
    const open: number[] = [];
    for (let index = 0; index < tokens.count; index++) {
      const kind = tokens.kind(index);
      if (kind === Kind.OpenBrace) open.push(index);
      else if (kind === Kind.Section && beginsSection(tokens, index)) open.length = 0;
      else if (kind === Kind.CloseBrace) {
        const opening = open.pop();
        if (opening !== undefined) this.closing[opening] = index;
      }
    }
  }

  /** The matching brace by count alone, or undefined. */
  match(open: number): number | undefined {
    return this.closing[open] || undefined;
  }

  /**
   * The block that a brace opens. Braces that balance before the next section are believed, also in code that is not indented; otherwise
   * column 0 decides. With `definition` it is a function's body.
   */
  block(open: number, definition?: FunctionHead): Block {
    const match = this.match(open);
    if (match === undefined) return this.resynchronised(open, open + 1, definition);
    return definition && this.closesTooEarly(open, match, definition)
      ? this.resynchronised(open, match + 1, definition)
      : { open, end: match, closed: true };
  }

  /** A stray closing brace, or a swallowed opening one: indented statements go on after the brace that seems to close the body. */
  private closesTooEarly(open: number, close: number, definition: FunctionHead): boolean {
    const { tokens } = this;
    const next = close + 1;
    if (next >= tokens.count || tokens.inColumnZero(close) || tokens.inColumnZero(next)) return false;
    if (!tokens.inColumnZero(definition.first) || this.isUnindented(open)) return false;
    return this.columnZeroCloseFollows(next);
  }

  private columnZeroCloseFollows(from: number): boolean {
    const { tokens } = this;
    for (let index = from; index < tokens.count; index++) {
      if (beginsSection(tokens, index)) return false;
      if (tokens.inColumnZero(index) && !this.isLabel(index)) return tokens.kind(index) === Kind.CloseBrace;
    }
    return false;
  }

  private resynchronised(open: number, from: number, definition: FunctionHead | undefined): Block {
    const { tokens } = this;
    const unindented = this.isUnindented(open);
    let lastClose: number | undefined;
    let index = from;
    for (; index < tokens.count; index++) {
      if (tokens.kind(index) === Kind.Section && beginsSection(tokens, index)) break;
      if (!tokens.inColumnZero(index)) continue;
      if (tokens.kind(index) === Kind.CloseBrace) {
        if (!unindented) return { open, end: index, closed: true };
        lastClose = index;
      } else if (this.startsNext(index, unindented, definition)) {
        break;
      }
    }
    return lastClose === undefined ? { open, end: index, closed: false } : { open, end: lastClose, closed: true };
  }

  private startsNext(index: number, unindented: boolean, definition: FunctionHead | undefined): boolean {
    const { tokens } = this;
    if (!tokens.isWord(index) || this.isLabel(index)) return false;
    const defined = this.definedFunction(index);
    if (defined !== undefined) return definition === undefined || !tokens.is(defined, definition.name);
    return !unindented;
  }

  private isLabel(index: number): boolean {
    return this.tokens.isWord(index) && this.tokens.kind(index + 1) === Kind.Colon;
  }

  /** Whether the block's first line begins in column 0, so that column 0 says nothing about its statements. */
  private isUnindented(open: number): boolean {
    const { tokens } = this;
    const first = open + 1;
    if (!tokens.inColumnZero(first) || tokens.kind(first) === Kind.CloseBrace) return false;
    return tokens.isWord(first) && !this.isLabel(first) && this.definedFunction(first) === undefined;
  }

  /** The name's token where a function definition begins: `static int name(…) {`. No statement looks like it: two words before a parenthesis. */
  private definedFunction(from: number): number | undefined {
    const { tokens } = this;
    if (statementWords.has(tokens.slice(from))) return undefined;
    let name: number | undefined;
    for (let index = from; index < from + maximalHead; index++) {
      const kind = tokens.kind(index);
      if (kind === Kind.OpenBrace) return name;
      if (kind === Kind.Semicolon || kind === Kind.Equals || kind === Kind.CloseBrace || kind === Kind.End)
        return undefined;
      if (kind === Kind.Arrow || kind === Kind.String || kind === Kind.OpenString) return undefined;
      const isName = kind === Kind.OpenParenthesis && index > from + 1 && tokens.isWord(index - 1);
      if (isName && name === undefined && !tokens.is(index - 1, '__attribute__')) name = index - 1;
    }
    return undefined;
  }
}

/** Tokens from a function's first word to its brace: more than any real head has, and a bound for what is not one. */
const maximalHead = 64;

const statementWords = new Set(['return', 'else', 'do', 'case', 'default', 'goto', 'if', 'for', 'while', 'switch']);
