/** Words of C that the scanner passes over: qualifiers and attributes, and how to get past an attribute's parentheses. */
import { beginsSection } from './blocks';
import { Kind, type Tokens } from './tokens';

export function isQualifier(tokens: Tokens, index: number): boolean {
  return tokens.kind(index) === Kind.Qualifier;
}

export function isAttribute(tokens: Tokens, index: number): boolean {
  return tokens.kind(index) === Kind.Attribute;
}

/** Index after an attribute's word and its parentheses, where it has any. */
export function attributeEnd(tokens: Tokens, index: number, limit: number): number {
  return tokens.kind(index + 1) === Kind.OpenParenthesis ? parenthesesEnd(tokens, index + 1, limit) : index + 1;
}

/** More tokens than the parentheses of an attribute or of a function pointer hold: a bound where the closing one is missing. */
const maximalParentheses = 256;

/** Index after the closing parenthesis; where it is missing, of the brace, semicolon, section or column-0 word that stands instead. */
export function parenthesesEnd(tokens: Tokens, open: number, limit: number): number {
  const last = Math.min(limit, open + maximalParentheses);
  let depth = 0;
  for (let index = open; index < last; index++) {
    const kind = tokens.kind(index);
    if (kind === Kind.OpenParenthesis) depth++;
    else if (kind === Kind.CloseParenthesis && --depth === 0) return index + 1;
    else if (kind === Kind.OpenBrace || kind === Kind.CloseBrace || kind === Kind.Semicolon) return index;
    else if (index > open && startsAnew(tokens, index)) return index;
  }
  return last;
}

/** Whether a declaration that is not finished yet has ended before this token: a word in column 0, or a section. */
export function startsAnew(tokens: Tokens, index: number): boolean {
  if (!tokens.isWord(index)) return false;
  return tokens.inColumnZero(index) || (tokens.kind(index) === Kind.Section && beginsSection(tokens, index));
}
