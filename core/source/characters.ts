/** Classes of UTF-16 code units for the lexer, and the ends of comments, strings and preprocessor lines. All functions return offsets in [from, end]. */

export const enum Character {
  Punctuation,
  Space,
  Newline,
  Word,
  Digit,
}

export const newline = 10;
export const carriageReturn = 13;
export const doubleQuote = 34;
export const hash = 35;
export const apostrophe = 39;
export const asterisk = 42;
export const minus = 45;
export const dot = 46;
export const slash = 47;
export const greater = 62;
export const backslash = 92;

const classes = new Uint8Array(128).map((_, code) => {
  if (code === newline || code === carriageReturn) return Character.Newline;
  // NUL and the other control characters of a binary file count as blanks.
  if (code <= 32 || code === 127) return Character.Space;
  const character = String.fromCharCode(code);
  if (/[0-9]/.test(character)) return Character.Digit;
  return /[A-Za-z_$]/.test(character) ? Character.Word : Character.Punctuation;
});

/** Beyond ASCII all is a word, lone surrogates too, but for the blanks that editors and web pages put into code. */
export function characterClass(code: number): Character {
  if (code < 128) return classes[code] as unknown as Character;
  return code === 0xa0 || code === 0xfeff || code === 0x2028 || code === 0x2029 ? Character.Space : Character.Word;
}

export function isNewline(code: number): boolean {
  return code === newline || code === carriageReturn;
}

export function wordEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && characterClass(text.charCodeAt(at)) >= Character.Word) at++;
  return at;
}

/** C's preprocessing numbers are wider than this; signs of exponents are left out, no layout needs them. */
export function numberEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (characterClass(text.charCodeAt(at)) >= Character.Word || text.charCodeAt(at) === dot)) at++;
  return at;
}

/** From the slash of a block comment to after its end; an unclosed one runs to the end of the text. */
export function blockCommentEnd(text: string, from: number, end: number): number {
  const close = text.indexOf('*/', from + 2);
  return close < 0 || close + 2 > end ? end : close + 2;
}

/** The newline that ends the line, or `end`; a backslash before the newline continues it. */
export function lineEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === backslash) at = afterEscape(text, at, end);
    else if (isNewline(code)) return at;
    else at++;
  }
  return end;
}

/**
 * From the opening quote to after the closing one. Where the line ends first, the complement (`~`) of the line's end:
 * a half-typed string must not swallow what follows.
 */
export function quotedEnd(text: string, from: number, end: number): number {
  const quote = text.charCodeAt(from);
  let at = from + 1;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (isNewline(code)) return ~at;
    at = code === backslash ? afterEscape(text, at, end) : at + 1;
  }
  return ~end;
}

/** End of a preprocessor line with its continuations and the block comments that it opens. */
export function directiveEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (isNewline(code)) return at;
    if (code === backslash) at = afterEscape(text, at, end);
    else if (code === slash && text.charCodeAt(at + 1) === asterisk) at = blockCommentEnd(text, at, end);
    else if (code === slash && text.charCodeAt(at + 1) === slash) return lineEnd(text, at, end);
    else if (code === doubleQuote) at = absolute(quotedEnd(text, at, end));
    else at++;
  }
  return end;
}

export function absolute(endOrComplement: number): number {
  return endOrComplement < 0 ? ~endOrComplement : endOrComplement;
}

function afterEscape(text: string, at: number, end: number): number {
  const windowsNewline = text.charCodeAt(at + 1) === carriageReturn && text.charCodeAt(at + 2) === newline;
  return Math.min(at + (windowsNewline ? 3 : 2), end);
}
