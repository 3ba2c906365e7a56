/** Where and how what the Tracepoints view inserts goes into a C file. Pure; offsets are UTF-16 units. */
import type { Field } from '../../core/formats/types';
import { lex } from '../../core/source/lexer';
import { scanSource } from '../../core/source/scan';
import { Kind } from '../../core/source/tokens';

export interface Insertion {
  readonly offset: number;
  readonly text: string;
}

/** Whether the file has what a program needs around it, so that the function and its struct are enough. */
export const hasProgramHead = (text: string): boolean =>
  /^[ \t]*#[ \t]*include[ \t]*["<](?:bpf\/)?bpf_helpers\.h[">]/m.test(text);

/** At the cursor where that is on an empty line outside of all braces and parentheses, else at the end; with one empty line around it. */
export function programInsertion(text: string, cursor: number, program: string): Insertion {
  const isFree = isEmptyLine(text, cursor) && isOutside(text, cursor);
  const offset = isFree ? cursor : text.length;
  const before = text.slice(0, offset);
  const after = text.slice(offset);
  const lead = before.trim() === '' ? '' : '\n'.repeat(Math.max(0, 2 - newlines(/[\r\n]*$/.exec(before))));
  const tail = after.trim() === '' ? '' : '\n'.repeat(Math.max(0, 1 - newlines(/^[\r\n]*/.exec(after))));
  return { offset, text: `${lead}${program.trimEnd()}\n${tail}` };
}

const newlines = (match: RegExpExecArray | null): number => (match?.[0] ?? '').replaceAll('\r', '').length;

/** A name that the file does not have yet, in code, comments or strings. */
export function freeName(text: string, name: string): string {
  const taken = new Set(text.match(/[A-Za-z_]\w*/g));
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}_${number}`;
  return free;
}

/** How the program around the cursor reads a field, and that program's tracepoint, where there is a program. */
export function fieldRead(text: string, cursor: number, field: Field): { read: string; tracepoint?: string } {
  const program = scanSource(text).programs.find(({ body }) => body && body.start <= cursor && cursor <= body.end);
  const member = field.location ? `__${field.location}_${field.name}` : field.name;
  const { category, event } = program?.section ?? {};
  return {
    read: `${program?.context?.name ?? 'ctx'}->${member}`,
    ...(category !== undefined && event !== undefined && { tracepoint: `${category}/${event}` }),
  };
}

function isEmptyLine(text: string, offset: number): boolean {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end < 0 ? text.length : end).trim() === '';
}

/** Braces count, and what a comment or string holds does not. */
function isOutside(text: string, offset: number): boolean {
  const tokens = lex(text);
  let depth = 0;
  for (let index = 0; index < tokens.count && tokens.start(index) < offset; index++) {
    const kind = tokens.kind(index);
    // A comment or a string that the offset lies in begins before it and ends after it.
    if (tokens.end(index) > offset) return false;
    if (kind === Kind.OpenBrace || kind === Kind.OpenParenthesis) depth++;
    else if (kind === Kind.CloseBrace || kind === Kind.CloseParenthesis) depth = Math.max(0, depth - 1);
  }
  return depth === 0 && !isInComment(text, offset);
}

function isInComment(text: string, offset: number): boolean {
  const open = text.lastIndexOf('/*', offset - 1);
  return open >= 0 && !text.slice(open, offset).includes('*/') && text.indexOf('*/', offset) >= 0;
}
