/** What the lexer hands on: kinds and positions in parallel arrays, since an object a token costs more than lexing it. */
import { isNewline } from './characters';

/** Below 32 a class of tokens; from 33 on the code of a single punctuation character. */
export const enum Kind {
  End = 0,
  Word = 1,
  Number = 2,
  String = 3,
  /** A string that its line ends before a closing quote does. */
  OpenString = 4,
  Character = 5,
  Arrow = 6,
  /** `SEC`, `section`, `__section`, `__section__`: what can stand before `("…")`. */
  Section = 7,
  Struct = 8,
  Union = 9,
  Enum = 10,
  Typedef = 11,
  /** `const`, `static`, `__user` …: says nothing about a type's bytes. */
  Qualifier = 12,
  /** `__attribute__`, `__packed` …, with or without parentheses. */
  Attribute = 13,
  Exclamation = 33,
  Percent = 37,
  Ampersand = 38,
  OpenParenthesis = 40,
  CloseParenthesis = 41,
  Asterisk = 42,
  Plus = 43,
  Comma = 44,
  Minus = 45,
  Dot = 46,
  Slash = 47,
  Colon = 58,
  Semicolon = 59,
  Less = 60,
  Equals = 61,
  Greater = 62,
  OpenBracket = 91,
  CloseBracket = 93,
  Caret = 94,
  OpenBrace = 123,
  Bar = 124,
  CloseBrace = 125,
}

/** Tokens of a text, in order. Indices outside [0, count) give `Kind.End` at the end of what was lexed. */
export class Tokens {
  count = 0;
  /** Where each preprocessor line's `#` stands, ascending. */
  readonly directives: number[] = [];
  /** Indices of the words that can begin a section, and of `struct`, `union` and `typedef`: so that nobody looks for them among all. */
  readonly sectionWords: number[] = [];
  readonly aggregateWords: number[] = [];
  private kinds: Uint8Array;
  private starts: Int32Array;
  private ends: Int32Array;

  constructor(
    readonly text: string,
    readonly textEnd: number,
    expected: number,
  ) {
    this.kinds = new Uint8Array(expected);
    this.starts = new Int32Array(expected);
    this.ends = new Int32Array(expected);
  }

  push(kind: Kind, start: number, end: number): void {
    if (this.count === this.kinds.length) this.grow();
    if (kind === Kind.Section) this.sectionWords.push(this.count);
    else if (kind === Kind.Struct || kind === Kind.Union || kind === Kind.Typedef) this.aggregateWords.push(this.count);
    this.kinds[this.count] = kind;
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.count++;
  }

  kind(index: number): Kind {
    return index >= 0 && index < this.count ? (this.kinds[index] as unknown as Kind) : Kind.End;
  }

  start(index: number): number {
    return index >= 0 && index < this.count ? (this.starts[index] as number) : this.textEnd;
  }

  end(index: number): number {
    return index >= 0 && index < this.count ? (this.ends[index] as number) : this.textEnd;
  }

  slice(index: number): string {
    return this.text.slice(this.start(index), this.end(index));
  }

  /** Whether the token is spelt so, without making a string of it. */
  is(index: number, spelling: string): boolean {
    const start = this.start(index);
    return this.end(index) - start === spelling.length && this.text.startsWith(spelling, start);
  }

  isWord(index: number): boolean {
    const kind = this.kind(index);
    return kind === Kind.Word || (kind >= Kind.Section && kind <= Kind.Attribute);
  }

  inColumnZero(index: number): boolean {
    const start = this.start(index);
    if (start === 0) return true;
    const before = this.text.charCodeAt(start - 1);
    return isNewline(before) || (start === 1 && before === 0xfeff);
  }

  sameLine(first: number, second: number): boolean {
    return !hasNewline(this.text, this.end(first), this.start(second));
  }

  /** Index of the first token that ends after the offset; `count` where none does. */
  firstEndingAfter(offset: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.end(middle) > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private grow(): void {
    const capacity = this.kinds.length * 2 + 16;
    this.kinds = copied(this.kinds, new Uint8Array(capacity));
    this.starts = copied(this.starts, new Int32Array(capacity));
    this.ends = copied(this.ends, new Int32Array(capacity));
  }
}

export function hasNewline(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (isNewline(text.charCodeAt(at))) return true;
  return false;
}

function copied<T extends Uint8Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
