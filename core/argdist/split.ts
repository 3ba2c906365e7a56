/** Cuts a specifier at characters that stand outside parentheses, quotes and C's `a ? b : c`. */

/** A piece of the text, and where it stands. */
export interface Part {
  readonly text: string;
  /** UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/**
 * The pieces between the separators, at least one; `most` is how many separators count. A quote that is not closed goes on to
 * the end, as do parentheses. argdist itself cuts at every such character.
 */
export function cut(part: Part, separator: ':' | ',' | '#', most = Infinity): readonly Part[] {
  const { text, start } = part;
  const pieces: Part[] = [];
  let from = 0;
  let depth = 0;
  let questions = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '"' || character === "'") at = endOfQuote(text, at);
    else if ('(['.includes(character)) depth++;
    else if (')]'.includes(character)) depth = Math.max(0, depth - 1);
    else if (depth > 0) continue;
    else if (character === '?' && separator === ':') questions++;
    else if (character === separator && questions > 0) questions--;
    else if (character === separator && pieces.length < most) {
      pieces.push(slice(part, from, at));
      from = at + 1;
    }
  }
  return [...pieces, { text: text.slice(from), start: start + from, end: start + text.length }];
}

const slice = ({ text, start }: Part, from: number, to: number): Part => ({
  text: text.slice(from, to),
  start: start + from,
  end: start + to,
});

/** Index of the closing quote, or of the text's last character. */
function endOfQuote(text: string, opening: number): number {
  for (let at = opening + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[opening]) return at;
  }
  return text.length - 1;
}
