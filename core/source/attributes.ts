/** What `__attribute__((…))` and the kernel's macros for it say about a layout. */
import { integer } from './integer';
import { Kind, type Tokens } from './tokens';
import { attributeEnd, isAttribute } from './words';

export interface Attributes {
  readonly packed: boolean;
  /** Bytes; 1 where nothing was said. NaN where what was said cannot be evaluated: then no offset can be told. */
  readonly align: number;
  readonly preserveAccessIndex: boolean;
  /** Token index after the attributes. */
  readonly next: number;
}

export const noAttributes = { packed: false, align: 1, preserveAccessIndex: false };

/** Reads the attributes that stand at a token, none or several. */
export function readAttributes(tokens: Tokens, from: number, limit: number): Attributes {
  let index = from;
  if (!isAttribute(tokens, from)) return { packed: false, align: 1, preserveAccessIndex: false, next: from };
  let { packed, align, preserveAccessIndex } = noAttributes;
  while (index < limit && isAttribute(tokens, index)) {
    const end = attributeEnd(tokens, index, limit);
    for (; index < end; index++) {
      if (!tokens.isWord(index)) continue;
      const word = tokens.slice(index).replace(/^__|__$/g, '');
      if (word === 'packed') packed = true;
      else if (word === 'preserve_access_index') preserveAccessIndex = true;
      else if (word === 'aligned' || word === '_Alignas' || word === 'alignas')
        align = Math.max(align, alignment(tokens, index));
    }
  }
  return { packed, align, preserveAccessIndex, next: index };
}

export function both(first: Omit<Attributes, 'next'>, second: Omit<Attributes, 'next'>): Omit<Attributes, 'next'> {
  return {
    packed: first.packed || second.packed,
    align: Math.max(first.align, second.align),
    preserveAccessIndex: first.preserveAccessIndex || second.preserveAccessIndex,
  };
}

function alignment(tokens: Tokens, word: number): number {
  if (tokens.kind(word + 1) !== Kind.OpenParenthesis || tokens.kind(word + 3) !== Kind.CloseParenthesis) return NaN;
  const value = tokens.kind(word + 2) === Kind.Number ? integer(tokens.slice(word + 2)) : undefined;
  return value !== undefined && value > 0 && value <= 4096 ? value : NaN;
}
