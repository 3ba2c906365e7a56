/** Where a whole declaration or statement can be inserted: a word being typed at a line's start. */
import { lex } from './lexer';
import { Kind, type Tokens } from './tokens';
import type { Range, SourceModel } from './types';
import { viewAt, type View } from './views';

export interface SnippetPlace {
  /** Not empty: nothing is offered before somebody types. */
  readonly typed: string;
  readonly replace: Range;
  /** Blanks before the word. */
  readonly indentation: string;
  /** Set inside a program or helper, between statements; unset outside of all functions and declarations. */
  readonly view?: View;
}

/** Longer ones are no beginning of a name. */
const longestWord = 100;

/** Undefined where something else stands on the line, or a statement or declaration is not complete yet. */
export function snippetPlace(text: string, model: SourceModel, offset: number): SnippetPlace | undefined {
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  if (offset - lineStart > longestWord) return undefined;
  const [, indentation = '', typed = ''] = /^([ \t]*)([A-Za-z_]\w*)$/.exec(text.slice(lineStart, offset)) ?? [];
  if (typed === '' || !/^\s*$/.test(restOfLine(text, offset))) return undefined;
  const replace = { start: offset - typed.length, end: offset };
  const view = viewAt(model, offset);
  const tokens = lex(text, view?.body.body?.start ?? 0, offset);
  // In a comment, a string or a preprocessor line the word is no token.
  const word = tokens.count - 1;
  if (tokens.start(word) !== replace.start) return undefined;
  if (view) return isAfterStatement(tokens, word) ? { typed, replace, indentation, view } : undefined;
  return indentation === '' && isTopLevel(tokens, word) ? { typed, replace, indentation } : undefined;
}

function restOfLine(text: string, offset: number): string {
  return /[^\r\n]{0,200}/.exec(text.slice(offset, offset + 200))?.[0] ?? '';
}

function isAfterStatement(tokens: Tokens, word: number): boolean {
  const before = tokens.kind(word - 1);
  return word === 0 || before === Kind.Semicolon || before === Kind.OpenBrace || before === Kind.CloseBrace;
}

/** Outside of all braces, where one that closes in column 0 closes all. */
function isTopLevel(tokens: Tokens, word: number): boolean {
  let depth = 0;
  for (let index = 0; index < word; index++) {
    const kind = tokens.kind(index);
    if (kind === Kind.OpenBrace) depth++;
    else if (kind === Kind.CloseBrace) depth = tokens.inColumnZero(index) ? 0 : Math.max(0, depth - 1);
  }
  return depth === 0 && tokens.kind(word - 1) !== Kind.OpenBrace && isAfterStatement(tokens, word);
}
