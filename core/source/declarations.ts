/** Declarations of local variables around a token: their types, and the block that they stand in. All indices are token indices. */
import { contextType } from './context-type';
import { isControlWord } from './expressions';
import type { Body } from './pointer';
import { Kind, type Tokens } from './tokens';
import type { ContextType } from './types';
import { isQualifier } from './words';

/** The type before a declared pointer's name, or of a number that holds an address. */
export function declaredType({ tokens, types, from }: Body, name: number): ContextType | undefined {
  const { words, pointers } = typeBefore(tokens, name, from);
  if (words.length === 0) return undefined;
  if (pointers === 1) return contextType(tokens, types, words);
  return { type: pointers === 0 ? 'void' : 'unsigned long' };
}

/** The type by which a pointer was declared before it is set at `name`, and how many blocks further out that was. */
export function earlierDeclaration(body: Body, name: number): { type: ContextType; outwards: number } | undefined {
  const { tokens, from } = body;
  const spelling = tokens.slice(name);
  let ended = 0;
  let outwards = 0;
  for (let index = name - 1; index > Math.max(from, name - maximalDistance); index--) {
    const kind = tokens.kind(index);
    if (kind === Kind.CloseBrace) ended++;
    else if (kind === Kind.OpenBrace && ended > 0) ended--;
    else if (kind === Kind.OpenBrace) outwards++;
    else if (ended === 0 && tokens.kind(index - 1) === Kind.Asterisk && tokens.is(index, spelling)) {
      const type = declaredType(body, index);
      if (type) return { type, outwards };
    }
  }
  return undefined;
}

/** Tokens between a pointer's declaration and where it is set. */
const maximalDistance = 4096;

/** Whether a name is declared here: a statement, or the head of a `for`, begins with its type. */
export function isDeclaredAt({ tokens, from }: Body, name: number): boolean {
  const { words, first } = typeBefore(tokens, name, from);
  if (words.length === 0 || words.some((word) => isControlWord(tokens, word))) return false;
  const kind = tokens.kind(first - 1);
  if (first <= from || kind === Kind.Semicolon || kind === Kind.OpenBrace || kind === Kind.CloseBrace) return true;
  return kind === Kind.OpenParenthesis && tokens.is(first - 2, 'for');
}

/** The stars and words before a name. */
function typeBefore(tokens: Tokens, name: number, from: number): { words: number[]; pointers: number; first: number } {
  let index = name - 1;
  let pointers = 0;
  while (index >= from && (tokens.kind(index) === Kind.Asterisk || isQualifier(tokens, index))) {
    if (tokens.kind(index) === Kind.Asterisk) pointers++;
    index--;
  }
  const words: number[] = [];
  for (; index >= from && tokens.isWord(index); index--) if (!isQualifier(tokens, index)) words.unshift(index);
  return { words, pointers, first: index + 1 };
}
