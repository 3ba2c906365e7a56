/** What `#if 0` takes out of a file. */

const never = /#[ \t]*if[ \t]+0[ \t]*(?=[\r\n/]|$)/y;
const condition = /^[ \t]*#[ \t]*(if|el|endif)/gm;

/** Whether a preprocessor line that begins at an offset is `#if 0`. */
export function isNever(text: string, at: number): boolean {
  never.lastIndex = at;
  return never.test(text);
}

/** Offset of the line with the `#else`, `#elif` or `#endif` that ends the `#if` at an offset; undefined where there is none before `to`. */
export function conditionEnd(text: string, at: number, to: number): number | undefined {
  condition.lastIndex = at + 1;
  let depth = 1;
  for (let match = condition.exec(text); match && match.index < to; match = condition.exec(text)) {
    const [, word] = match;
    if (word === 'if') depth++;
    else if (depth === 1) return match.index;
    else if (word === 'endif') depth--;
  }
  return undefined;
}
