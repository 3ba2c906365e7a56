/** The function definitions of a file, by name: where a program's context can be handed to. */
import type { Blocks } from './blocks';
import { isControlWord } from './expressions';
import { parameterEnd } from './parameters';
import { Kind, type Tokens } from './tokens';
import { attributeEnd, isAttribute } from './words';

/** Token indices. */
export interface FunctionSite {
  readonly name: number;
  /** The parentheses of the parameters. */
  readonly open: number;
  readonly close: number;
  /** The body's opening brace. */
  readonly brace: number;
}

/** The first definition of each name. A call is told from a definition by the type that stands before a definition's name. */
export function findFunctions(tokens: Tokens): ReadonlyMap<string, FunctionSite> {
  const functions = new Map<string, FunctionSite>();
  for (let index = 1; index < tokens.count; index++) {
    if (tokens.kind(index) !== Kind.OpenParenthesis || tokens.kind(index - 1) !== Kind.Word) continue;
    const name = index - 1;
    const before = tokens.kind(name - 1);
    if (before !== Kind.Asterisk && !(tokens.isWord(name - 1) && !isControlWord(tokens, name - 1))) continue;
    const close = parameterEnd(tokens, index);
    if (tokens.kind(close) !== Kind.CloseParenthesis) continue;
    const brace = bodyStart(tokens, close + 1);
    if (brace === undefined) continue;
    const spelling = tokens.slice(name);
    if (!functions.has(spelling)) functions.set(spelling, { name, open: index, close, brace });
    index = brace;
  }
  return functions;
}

/** The opening brace after a function's parameters, or undefined for a prototype. */
export function bodyStart(tokens: Tokens, from: number): number | undefined {
  let index = from;
  while (isAttribute(tokens, index)) index = attributeEnd(tokens, index, tokens.count);
  // A macro such as `__noinline` can stand here; anything longer is the next declaration.
  if (tokens.kind(index) === Kind.Word && tokens.kind(index + 1) === Kind.OpenBrace) index++;
  return tokens.kind(index) === Kind.OpenBrace ? index : undefined;
}

/** The token that ends a function's body, and whether it is its closing brace. */
export const bodyOf = (
  blocks: Blocks,
  tokens: Tokens,
  { name, brace }: FunctionSite,
): { end: number; closed: boolean } => blocks.block(brace, { name: tokens.slice(name), first: name });
