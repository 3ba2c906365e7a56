/** What is being typed at the cursor: a section's name, a member of the context, or an index into one. */

import { lineEnd } from './characters';
import { lex } from './lexer';
import { hasNewline, Kind, type Tokens } from './tokens';
import { isMemberName, pointerOf } from './body';
import { openingOf } from './expressions';
import { usePointer, type Body } from './pointer';
import { TypeTable } from './type-table';
import type { CompletionContext, ContextName, ContextType, Range, SourceModel } from './types';
import { viewAt, type View } from './views';

/** `model` is the text's own. Undefined where nothing of ours is being typed, so in comments and in strings other than sections. */
export function completionContext(text: string, model: SourceModel, offset: number): CompletionContext | undefined {
  const section = model.sections.find(({ range }) => range.start <= offset && offset <= range.end);
  if (section) {
    return { kind: 'section', typed: text.slice(section.range.start, offset), replace: section.range };
  }
  const view = viewAt(model, offset);
  if (!view?.body.body) return undefined;
  // Only the body up to the cursor's line is lexed again: comments and strings before it decide what the cursor is in.
  const tokens = lex(text, view.body.body.start, lineEnd(text, offset, text.length));
  return new Cursor(tokens, offset, view).context();
}

class Cursor {
  /** The last token that begins before the cursor. */
  private readonly before: number;

  constructor(
    private readonly tokens: Tokens,
    private readonly offset: number,
    private readonly view: View,
  ) {
    const ending = tokens.firstEndingAfter(offset - 1);
    this.before = tokens.start(ending) < offset && ending < tokens.count ? ending : ending - 1;
  }

  context(): CompletionContext | undefined {
    if (!this.isInCode()) return undefined;
    return this.field() ?? this.index();
  }

  /** Not in a comment or a preprocessor line, which leave something other than blanks between the tokens. A string is a token itself. */
  private isInCode(): boolean {
    const { tokens, before, offset, view } = this;
    const end = before < 0 ? (view.body.body?.start ?? 0) : tokens.end(before);
    return offset <= end || !/\S/.test(tokens.text.slice(end, offset));
  }

  private field(): CompletionContext | undefined {
    const { tokens, offset, before, view } = this;
    const isTyping = tokens.isWord(before) && tokens.end(before) >= offset;
    const operator = isTyping ? before - 1 : before;
    const seen = this.contextBefore(operator);
    if (seen === undefined || hasNewline(tokens.text, tokens.end(operator), offset)) return undefined;
    const member = isTyping ? before : operator + 1;
    const touches = isTyping || (tokens.start(member) === offset && this.isMember(member));
    const replace = touches ? { start: tokens.start(member), end: tokens.end(member) } : emptyAt(offset);
    return { kind: 'field', program: view.program, ...seen, typed: tokens.text.slice(replace.start, offset), replace };
  }

  private index(): CompletionContext | undefined {
    const { tokens, offset, before, view } = this;
    const isTyping = isIndexWord(tokens, before) && tokens.end(before) >= offset;
    const bracket = isTyping ? before - 1 : before;
    const member = bracket - 1;
    if (tokens.kind(bracket) !== Kind.OpenBracket || !tokens.isWord(member)) return undefined;
    const seen = this.contextBefore(member - 1);
    if (seen === undefined || hasNewline(tokens.text, tokens.end(bracket), offset)) return undefined;
    const index = isTyping ? before : bracket + 1;
    const touches = isTyping || (isIndexWord(tokens, index) && tokens.start(index) === offset);
    const replace = touches ? { start: tokens.start(index), end: tokens.end(index) } : emptyAt(offset);
    const typed = tokens.text.slice(replace.start, offset);
    return { kind: 'index', program: view.program, ...seen, field: tokens.slice(member), typed, replace };
  }

  /** How the context before a `->` (or `(*ctx).`) is seen. Where the function declares no parameter yet, it is called `ctx`. */
  private contextBefore(operator: number): { seenAs?: ContextType; name: string } | undefined {
    const { tokens } = this;
    const kind = tokens.kind(operator);
    if (kind !== Kind.Arrow && kind !== Kind.Dot) return undefined;
    const { names, context } = this.view.body;
    const known: readonly ContextName[] = context ? names : [{ name: 'ctx', type: '', moved: 0 }];
    const last = operator - 1;
    const first = tokens.kind(last) === Kind.CloseParenthesis ? (openingOf(tokens, last, 0) ?? last) : last;
    for (let index = last; index >= first; index--) {
      // The alias that was set last before here hides those before.
      const name = known.findLast(({ name, at = 0 }) => at < tokens.start(index) && tokens.is(index, name));
      if (!name || tokens.kind(index) !== Kind.Word || isMemberName(tokens, index)) continue;
      const use = usePointer(this.body, pointerOf(index, name));
      if (use.kind !== 'member' || use.operator !== operator) return undefined;
      return { name: name.name, ...(context && { seenAs: use.pointer.seenAs }) };
    }
    return undefined;
  }

  private get body(): Body {
    return { tokens: this.tokens, types: new TypeTable(), from: 0, to: this.tokens.count };
  }

  /** A word right after the cursor is the member's old name, unless it is a statement before which `ctx->` is being typed. */
  private isMember(index: number): boolean {
    const { tokens } = this;
    return tokens.isWord(index) && tokens.kind(index + 1) !== Kind.OpenParenthesis && !isKeyword(tokens.slice(index));
  }
}

function isIndexWord(tokens: Tokens, index: number): boolean {
  return tokens.kind(index) === Kind.Number || tokens.isWord(index);
}

function emptyAt(offset: number): Range {
  return { start: offset, end: offset };
}

const keywords = new Set(
  'return if else for while do switch case goto break continue struct sizeof const int long char'.split(' '),
);

function isKeyword(word: string): boolean {
  return keywords.has(word);
}
