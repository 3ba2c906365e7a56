/** Where and how new code is put into a person's file. */
import { unused } from '../generate/identifiers';
import { lex } from '../source/lexer';
import { Kind, type Tokens } from '../source/tokens';
import type { ContextBody, Range, SourceModel } from '../source/types';
import { views } from '../source/views';
import { insertion, type Edit } from './fix';

export const slice = (text: string, { start, end }: Range): string => text.slice(start, end);

/** As the file ends its lines. */
export const newlineOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

export const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** The body that holds an offset: a program's or a helper's. */
export function bodyAt(model: SourceModel, at: number): ContextBody | undefined {
  return views(model).find(({ body: { body } }) => body && body.start <= at && at <= body.end)?.body;
}

/** Start of the statement around `at` before which a declaration can stand; undefined where none can: after `else`, a label, or before `do`’s condition. */
export function statementStart(text: string, body: Range, at: number): number | undefined {
  const tokens = lex(text, body.start, body.end);
  const blocks = [0];
  let parentheses = 0;
  let before: Kind = Kind.OpenBrace;
  for (let index = 0; index < tokens.count && tokens.end(index) <= at; index++) {
    const kind = tokens.kind(index);
    const isInside = parentheses > 0;
    if (kind === Kind.OpenParenthesis || kind === Kind.OpenBracket) parentheses++;
    else if (kind === Kind.CloseParenthesis || kind === Kind.CloseBracket) parentheses--;
    else if (kind === Kind.OpenBrace && (isInside || before === Kind.Equals)) parentheses++;
    else if (kind === Kind.CloseBrace && isInside) parentheses--;
    else if (kind === Kind.OpenBrace) blocks.push(index + 1);
    else if (kind === Kind.CloseBrace || (kind === Kind.Semicolon && !isInside)) {
      if (kind === Kind.CloseBrace) blocks.pop();
      blocks[Math.max(blocks.length - 1, 0)] = index + 1;
    }
    before = kind;
  }
  const first = blocks.at(-1) ?? 0;
  return takesDeclaration(tokens, first) ? tokens.start(first) : undefined;
}

function takesDeclaration(tokens: Tokens, first: number): boolean {
  if (tokens.kind(first - 1) === Kind.CloseBrace && tokens.is(first, 'while')) return false;
  const isLabel = tokens.isWord(first) && tokens.kind(first + 1) === Kind.Colon;
  return !isLabel && !['else', 'case', 'default'].some((word) => tokens.is(first, word));
}

/** Statements before one that is there, each on a line of its own where that one is. */
export function before(text: string, statement: number, lines: readonly string[]): Edit {
  const indent = text.slice(lineStart(text, statement), statement);
  const separator = indent.trim() === '' ? newlineOf(text) + indent : ' ';
  return insertion(statement, lines.map((line) => line + separator).join(''));
}

/** A name that the file does not use yet. */
export function freeName(text: string, wanted: string): string {
  return unused(wanted, new Set(text.match(/[A-Za-z_]\w*/g) ?? []));
}

/**
 * Start of what stands above a declaration without an empty line in between: comments, a section on a line of its own. What ends in a
 * semicolon, brace or `#` line belongs to something else.
 */
export function declarationStart(text: string, at: number): number {
  let start = lineStart(text, at);
  while (start > 0) {
    const above = lineStart(text, start - 1);
    const line = text.slice(above, start).trim();
    if (line === '' || line.startsWith('#') || /[;}]$/.test(line)) break;
    start = above;
  }
  return start;
}

const includeLine = (header: string): RegExp =>
  new RegExp(`^[ \\t]*#[ \\t]*include[ \\t]*["<][^">]*\\b${header.replace('.', '\\.')}[">]`, 'm');

export const includes = (text: string, header: string): boolean => includeLine(header).test(text);

/** Includes a system header after the last include of the file, unless it is there. */
export function including(text: string, header: string): Edit[] {
  if (includes(text, header.slice(header.lastIndexOf('/') + 1))) return [];
  const last = [...text.matchAll(/^[ \t]*#[ \t]*include\b.*(?:\r?\n|$)/gm)].at(-1);
  return [insertion(last ? last.index + last[0].length : 0, `#include <${header}>${newlineOf(text)}`)];
}
