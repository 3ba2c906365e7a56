/**
 * What one types after `argdist`: options, and specifiers in quotes or without. Options are those of bcc's tools/argdist.py that
 * make sense for a tracepoint. Offsets are UTF-16 units into the line.
 */

import type { SpecifierKind } from './specifier';

export interface LineProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export interface LineSpecifier {
  /** Absent: neither `-H` nor `-C` stands before it. */
  readonly kind: SpecifierKind | undefined;
  readonly text: string;
  /** Where each character of `text` stands in the line, and where it ends. */
  readonly places: readonly number[];
}

export interface LineOptions {
  /** `-c`: counts are those since the start, not of each interval. */
  readonly cumulative: boolean;
  /** `-T`: how many of the greatest counts are shown. */
  readonly top?: number;
  /** `-i`: seconds between two outputs. */
  readonly interval?: number;
  /** `-d`: seconds until it ends. */
  readonly duration?: number;
  /** `-n`: outputs until it ends. */
  readonly outputs?: number;
  readonly pid?: number;
  readonly tid?: number;
  /** `-z`: bytes of a text that are read. */
  readonly stringSize?: number;
}

export interface CommandLine {
  readonly specifiers: readonly LineSpecifier[];
  readonly options: LineOptions;
}

type NumberOption = Exclude<keyof LineOptions, 'cumulative'>;

const numberOptions: Readonly<Record<string, NumberOption>> = {
  ...{ '-T': 'top', '--top': 'top', '-i': 'interval', '--interval': 'interval' },
  ...{ '-d': 'duration', '--duration': 'duration', '-n': 'outputs', '--number': 'outputs' },
  ...{ '-p': 'pid', '--pid': 'pid', '-t': 'tid', '--tid': 'tid', '-z': 'stringSize', '--string-size': 'stringSize' },
};

const kindOptions: Readonly<Record<string, SpecifierKind>> = {
  ...{ '-H': 'histogram', '--histogram': 'histogram', '-C': 'count', '--count': 'count' },
};

/** What stands before the options where a line was copied from a terminal. */
const programs =
  /^(?:sudo|argdist(?:-bpfcc|\.py)?|(?:\.\/|\/\S*\/)argdist(?:-bpfcc|\.py)?|bpf-tracepoints|hist|count)$/;

/** Reads what can be read of any text, and says what cannot. Which tracepoints there are is another question. */
export function readCommandLine(line: string): { line: CommandLine; problems: readonly LineProblem[] } {
  const reader = new Reader(line);
  reader.read();
  return { line: { specifiers: reader.specifiers, options: reader.options }, problems: reader.problems };
}

class Reader {
  readonly specifiers: LineSpecifier[] = [];
  readonly problems: LineProblem[] = [];
  options: LineOptions = { cumulative: false };
  private at = 0;
  /** Of the `-H` or `-C` that was read last, and still waits for its specifier. */
  private kind: { readonly is: SpecifierKind; readonly start: number; readonly end: number } | undefined;

  constructor(private readonly line: string) {}

  read(): void {
    while (this.skipsProgram());
    while (this.isAtWord()) {
      const start = this.at;
      const word = this.peekWord();
      const { name, value } = splitOption(word);
      const number = numberOptions[name];
      const kind = kindOptions[name];
      if (kind !== undefined) this.takeKind(kind, start, name.length);
      else if (number !== undefined) this.takeNumber(number, name, value, start);
      else if (name === '-c' || name === '--cumulative') this.take(word, { cumulative: true });
      else if (/^--?\w/.test(word)) {
        this.at += word.length;
        this.problem(unknownOption(name), start, this.at);
      } else this.takeSpecifier();
    }
    if (this.kind)
      this.problem(
        `After ${this.line.slice(this.kind.start, this.kind.end)} comes what to look at: t:category:event():type:value.`,
        this.kind.start,
        this.kind.end,
      );
  }

  private isAtWord(): boolean {
    this.skipBlanks();
    return this.at < this.line.length;
  }

  private skipsProgram(): boolean {
    this.skipBlanks();
    const word = this.peekWord();
    if (!programs.test(word)) return false;
    this.at += word.length;
    return true;
  }

  private skipBlanks(): void {
    while (/\s/.test(this.line[this.at] ?? '')) this.at++;
  }

  private peekWord(): string {
    return /^\S*/.exec(this.line.slice(this.at))?.[0] ?? '';
  }

  private take(word: string, options: Partial<LineOptions>): void {
    this.at += word.length;
    this.options = { ...this.options, ...options };
  }

  private takeKind(is: SpecifierKind, start: number, length: number): void {
    this.at += length;
    if (this.line[this.at] === '=') this.at++;
    this.kind = { is, start, end: start + length };
  }

  /** `-T 5`, `-T5`, `--top=5`. */
  private takeNumber(option: NumberOption, name: string, attached: string, start: number): void {
    this.at += name.length + attached.length;
    if (attached === '') this.skipBlanks();
    const digits = attached === '' ? this.peekWord() : attached.replace(/^=/, '');
    if (attached === '') this.at += digits.length;
    const number = Number(digits);
    const fits = option === 'interval' ? number >= 0.1 : Number.isInteger(number) && number > 0;
    if (digits !== '' && fits && number <= 0x7fffffff) this.take('', { [option]: number });
    else
      this.problem(
        `After ${name} comes a number${option === 'interval' ? ' of seconds' : ''}, from ${option === 'interval' ? '0.1' : '1'}.`,
        start,
        this.at,
      );
  }

  private takeSpecifier(): void {
    const quote = this.line[this.at];
    const places = quote === "'" || quote === '"' ? this.quoted(quote) : this.bare();
    const last = places.at(-1);
    const text = places.map((place) => this.line[place]).join('');
    this.specifiers.push({ kind: this.kind?.is, text, places: [...places, last === undefined ? this.at : last + 1] });
    this.kind = undefined;
  }

  /** Up to the quote that ends it; between double ones a backslash takes a quote, a dollar and itself as they are. */
  private quoted(quote: string): number[] {
    const start = this.at++;
    const places: number[] = [];
    for (; this.at < this.line.length; this.at++) {
      const letter = this.line[this.at];
      if (letter === quote) {
        this.at++;
        return places;
      }
      if (letter === '\\' && quote === '"' && /["$`\\]/.test(this.line[this.at + 1] ?? '')) this.at++;
      places.push(this.at);
    }
    this.problem(`The ${quote} that ends it is missing.`, start, start + 1);
    return places;
  }

  /** Without quotes a specifier goes on until an option stands where a word begins: a filter can hold blanks. */
  private bare(): number[] {
    const start = this.at;
    let end = start;
    for (let first = true; this.at < this.line.length; first = false) {
      const word = this.peekWord();
      if (!first && startsAnew(word)) break;
      this.at += word.length;
      end = this.at;
      this.skipBlanks();
    }
    this.at = end;
    return Array.from({ length: end - start }, (_, index) => start + index);
  }

  private problem(message: string, start: number, end: number): void {
    this.problems.push({ message, start, end });
  }
}

/** `-T5` is `-T` and `5`, `--top=5` is `--top` and `=5`. */
function splitOption(word: string): { name: string; value: string } {
  const [, name = '', value = ''] = /^(--[\w-]+|-\w)(.*)$/s.exec(word) ?? [];
  return { name, value };
}

function startsAnew(word: string): boolean {
  const { name, value } = splitOption(word);
  const isFlag = (name === '-c' || name === '--cumulative') && value === '';
  const isNumber = numberOptions[name] !== undefined && /^(?:=?\d[\d.]*)?$/.test(value);
  const isKind = kindOptions[name] !== undefined && value === '';
  return isFlag || isNumber || isKind || /^['"]?[tpru]:[\w.-]*:/.test(word);
}

const unknownOption = (name: string): string =>
  name === '-v' || name === '-I' || name === '--verbose' || name === '--include'
    ? `${name} means nothing here: “Open as Program” shows the program, which needs no other headers.`
    : `There is no option ${name}. There are -H and -C, -c, -T, -i, -d, -n, -p, -t and -z.`;
