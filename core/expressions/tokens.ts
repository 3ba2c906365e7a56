/** Text of an expression to tokens. Total, in one pass: a character that belongs to nothing is a token of its own. */
import type { Span } from './types';

export type TokenKind = 'word' | 'variable' | 'number' | 'character' | 'string' | 'operator' | 'unknown' | 'end';

export interface Token extends Span {
  readonly kind: TokenKind;
  /** As written; of a string and a character what stands between the quotes. */
  readonly text: string;
  /** A string or character whose closing quote is missing. */
  readonly open?: true;
}

const pattern =
  /\s+|([A-Za-z_]\w*)|(\$\w*)|(\d\w*)|"((?:[^"\\\n]|\\[^])*)("?)|'((?:[^'\\\n]|\\[^])*)('?)|(->|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^~!<>?:()[\],])|([^])/y;

/** The last token is the text's end, with no characters. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [whole, word, variable, number, string, stringEnd, character, characterEnd, operator, unknown] = match;
    const start = match.index;
    const span = { start, end: start + whole.length };
    if (word !== undefined) tokens.push({ kind: 'word', text: word, ...span });
    else if (variable !== undefined) tokens.push({ kind: 'variable', text: variable, ...span });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, ...span });
    else if (string !== undefined) tokens.push({ kind: 'string', text: string, ...span, ...open(stringEnd) });
    else if (character !== undefined)
      tokens.push({ kind: 'character', text: character, ...span, ...open(characterEnd) });
    else if (operator !== undefined) tokens.push({ kind: 'operator', text: operator, ...span });
    else if (unknown !== undefined) tokens.push({ kind: 'unknown', text: unknown, ...span });
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length });
  return tokens;
}

const open = (quote: string | undefined): { open?: true } => (quote === '' ? { open: true } : {});
