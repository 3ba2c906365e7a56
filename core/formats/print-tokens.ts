/** Text of a print format to tokens. Total, in one pass: a character that is nothing of C's is a token of its own. */

export type PrintTokenKind = 'word' | 'number' | 'character' | 'string' | 'punctuation';

export interface PrintToken {
  readonly kind: PrintTokenKind;
  /** As written; for a string and a character constant what stands between the quotes, escapes resolved. */
  readonly text: string;
}

/** UTF-16 units that are read. The longest print format of the shipped kernels has 7,519. */
const mostText = 1 << 16;

const pattern =
  /\s+|([A-Za-z_]\w*)|(\d[\w.]*)|"((?:[^"\\]|\\[^])*)(?:"|$)|'((?:[^'\\]|\\[^])*)(?:'|$)|(->|<<|>>|<=|>=|==|!=|&&|\|\||[^])/y;

/** Strings side by side become one, as in C. */
export function printTokens(text: string): PrintToken[] {
  const tokens: PrintToken[] = [];
  const source = text.slice(0, mostText);
  pattern.lastIndex = 0;
  for (let match = pattern.exec(source); match !== null; match = pattern.exec(source)) {
    const [, word, number, string, character, punctuation] = match;
    if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (character !== undefined) tokens.push({ kind: 'character', text: resolveEscapes(character) });
    else if (punctuation !== undefined) tokens.push({ kind: 'punctuation', text: punctuation });
    else if (string !== undefined) pushString(tokens, resolveEscapes(string));
  }
  return tokens;
}

function pushString(tokens: PrintToken[], text: string): void {
  const last = tokens.at(-1);
  if (last?.kind === 'string') tokens[tokens.length - 1] = { kind: 'string', text: last.text + text };
  else tokens.push({ kind: 'string', text });
}

const simpleEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

/** What stands between C's quotes, with its escapes resolved. */
export function resolveEscapes(text: string): string {
  return text.replace(/\\(?:x([\da-fA-F]{1,2})|([0-7]{1,3})|([^]))/g, (_, hex?: string, octal?: string, other = '') => {
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
    if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8) & 0xff);
    return simpleEscapes[other as string] ?? (other as string);
  });
}
