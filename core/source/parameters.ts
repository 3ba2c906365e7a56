/** A function's first parameter: the context, its name and its type. */
import { beginsSection } from './blocks';
import { contextType } from './context-type';
import { Kind, type Tokens } from './tokens';
import type { TypeTable } from './type-table';
import { isBuiltinType } from './type-table';
import type { ContextParameter } from './types';
import { attributeEnd, isAttribute, isQualifier } from './words';

/** Index of the closing parenthesis; where it is missing, of the brace, semicolon or section that stands instead. */
export function parameterEnd(tokens: Tokens, open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.count; index++) {
    const kind = tokens.kind(index);
    if (kind === Kind.OpenParenthesis) depth++;
    else if (kind === Kind.CloseParenthesis && --depth === 0) return index;
    else if (kind === Kind.OpenBrace || kind === Kind.CloseBrace || kind === Kind.Semicolon) return index;
    else if (kind === Kind.Section && beginsSection(tokens, index)) return index;
  }
  return tokens.count;
}

/** Of the parameter list between two token indices. Undefined where there is none: `()`, `(void)`, or a type without a name. */
export function readContextParameter(
  tokens: Tokens,
  types: TypeTable,
  from: number,
  to: number,
): ContextParameter | undefined {
  const { typeWords, name } = readFirst(tokens, from, to);
  if (name === undefined) return undefined;
  const nameRange = { start: tokens.start(name), end: tokens.end(name) };
  const typeRange = {
    start: tokens.start(typeWords[0] ?? name),
    end: typeWords.length > 0 ? tokens.end(typeWords.at(-1) ?? name) : tokens.start(name),
  };
  return { name: tokens.slice(name), nameRange, typeRange, ...contextType(tokens, types, typeWords) };
}

/** Where the parameter at a position (from 0) of the list between two token indices starts; undefined where there are not so many. */
export function parameterStart(tokens: Tokens, from: number, to: number, position: number): number | undefined {
  let depth = 0;
  let left = position;
  for (let index = from; index < to; index++) {
    if (left === 0) return index;
    const kind = tokens.kind(index);
    if (kind === Kind.OpenParenthesis) depth++;
    else if (kind === Kind.CloseParenthesis) depth--;
    else if (kind === Kind.Comma && depth === 0) left--;
  }
  return undefined;
}

function readFirst(tokens: Tokens, from: number, to: number): { typeWords: number[]; name?: number } {
  const words: number[] = [];
  /** How many words stood before the first `*`. */
  let beforePointer: number | undefined;
  let index = from;
  while (index < to && tokens.kind(index) !== Kind.Comma) {
    if (isAttribute(tokens, index)) {
      index = attributeEnd(tokens, index, to);
      continue;
    }
    if (tokens.kind(index) === Kind.Asterisk) beforePointer ??= words.length;
    else if (tokens.isWord(index) && !isQualifier(tokens, index)) words.push(index);
    index++;
  }
  const typeLength = beforePointer ?? impliedTypeLength(tokens, words);
  const name = words[typeLength];
  return { typeWords: words.slice(0, typeLength), ...(name !== undefined && { name }) };
}

/** Without a pointer the last word is the name, unless it belongs to the type: `(void)`, `(int)`, `(struct x)`. */
function impliedTypeLength(tokens: Tokens, words: readonly number[]): number {
  const [first] = words;
  if (first === undefined) return 0;
  const kind = tokens.kind(first);
  if (kind === Kind.Struct || kind === Kind.Union || kind === Kind.Enum) return 2;
  if (words.length === 1) return isBuiltinType(tokens.slice(first)) ? 1 : 0;
  return words.length - 1;
}
