/** The little that preprocessor lines tell the scanner: named numbers, and where a condition begins. */
import { integer } from './integer';
import type { Tokens } from './tokens';

/** Array dimensions that tracepoint structs take from kernel headers: TASK_COMM_LEN is 16 on every kernel (include/linux/sched.h). */
const kernelConstants: readonly (readonly [string, number])[] = [['TASK_COMM_LEN', 16]];

const numberDefinition = /#[ \t]*define[ \t]+(\w+)[ \t]+\(?[ \t]*(\w+)[ \t]*\)?[ \t]*(?=[\r\n/]|$)/y;
const attributePragma = /#[ \t]*pragma[ \t]+clang[ \t]+attribute[ \t]+(push|pop)([^\r\n]*)/y;
const condition = /#[ \t]*(?:if|el|endif)/y;

export class Directives {
  private numbers: Map<string, number | undefined> | undefined;
  private conditionStarts: number[] | undefined;

  /** `headers` are those of included headers. */
  constructor(
    private readonly tokens: Tokens,
    private readonly headers: readonly Directives[] = [],
  ) {}

  /** The number that `#define name 16` gives; undefined where there is none, or two that differ. */
  constant(name: string): number | undefined {
    this.numbers ??= this.readNumbers();
    if (this.numbers.has(name)) return this.numbers.get(name);
    for (const header of this.headers) {
      const value = header.constant(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** Offset of the first `#if`, `#else`, `#endif` … after the offset, or Infinity. */
  nextCondition(offset: number): number {
    this.conditionStarts ??= this.tokens.directives.filter((at) => matches(condition, this.tokens.text, at));
    const starts = this.conditionStarts;
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    return starts[low] ?? Infinity;
  }

  /** Where clang's attribute stack is pushed to or popped, and whether CO-RE's attribute is then on it. */
  attributePragmas(): { readonly at: number; readonly preservesAccessIndex: boolean }[] {
    const { text, directives } = this.tokens;
    if (!text.includes('preserve_access_index')) return [];
    return directives.flatMap((at) => {
      const [, action, rest = ''] = matches(attributePragma, text, at) ?? [];
      if (action === undefined) return [];
      return [{ at, preservesAccessIndex: action === 'push' && rest.includes('preserve_access_index') }];
    });
  }

  private readNumbers(): Map<string, number | undefined> {
    const own = new Map<string, number | undefined>();
    for (const at of this.tokens.directives) {
      const [, name, literal] = matches(numberDefinition, this.tokens.text, at) ?? [];
      if (name === undefined || literal === undefined) continue;
      const value = integer(literal);
      own.set(name, own.has(name) && own.get(name) !== value ? undefined : value);
    }
    return new Map([...kernelConstants, ...own]);
  }
}

function matches(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}
