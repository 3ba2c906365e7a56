/** Splits a command line into words as a POSIX shell would, without running or expanding anything. */

/**
 * Quotes and backslashes are taken away; `$`, backquotes, globs and operators stay as they are. An unfinished quote ends at
 * the end of the text. Never throws.
 */
export function splitShellWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at += 1;
      continue;
    }
    const part = readPart(text, at);
    word = (word ?? '') + part.text;
    at = part.end;
  }
  if (word !== undefined) words.push(word);
  return words;
}

interface Part {
  readonly text: string;
  readonly end: number;
}

function readPart(text: string, start: number): Part {
  const character = text.charAt(start);
  if (character === "'") {
    const close = text.indexOf("'", start + 1);
    return close < 0
      ? { text: text.slice(start + 1), end: text.length }
      : { text: text.slice(start + 1, close), end: close + 1 };
  }
  if (character === '"') return readDoubleQuoted(text, start + 1);
  if (character !== '\\') return { text: character, end: start + 1 };
  const next = text.charAt(start + 1);
  return { text: next === '\n' ? '' : next, end: Math.min(start + 2, text.length) };
}

/** In double quotes a backslash is one only before what it can protect (POSIX 2.2.3). */
function readDoubleQuoted(text: string, start: number): Part {
  let content = '';
  let at = start;
  while (at < text.length && text.charAt(at) !== '"') {
    const next = text.charAt(at + 1);
    if (text.charAt(at) === '\\' && next !== '' && '$`"\\\n'.includes(next)) {
      if (next !== '\n') content += next;
      at += 2;
    } else {
      content += text.charAt(at);
      at += 1;
    }
  }
  return { text: content, end: Math.min(at + 1, text.length) };
}
