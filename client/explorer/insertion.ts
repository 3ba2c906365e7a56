/** Where and how what the Tracepoints view inserts goes into a C file. Pure; offsets are UTF-16 units. */
import { contextMembers, contextOn, memberName } from '../../core/context/members';
import { isCharType } from '../../core/formats/c-type';
import { describedTracepoint } from '../../core/formats/describe';
import { lex } from '../../core/source/lexer';
import { scanSource } from '../../core/source/scan';
import { Kind } from '../../core/source/tokens';
import type { FieldNode } from './tree';

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

/**
 * How the program around the cursor reads a field of the tracepoint, and that program's own tracepoint, where there is a program.
 * Where it is the same, the field is called as the type of its context does: `args[1]` of a syscall's, or the author's own name.
 */
export function fieldRead(
  text: string,
  cursor: number,
  { description, field }: Pick<FieldNode, 'description' | 'field'>,
): { read: string; tracepoint?: string } {
  const model = scanSource(text);
  const program = model.programs.find(({ body }) => body && body.start <= cursor && cursor <= body.end);
  const { category, event } = program?.section ?? {};
  const around = category !== undefined && event !== undefined ? `${category}/${event}` : undefined;
  const known =
    program && around === description.name
      ? contextMembers(contextOn(describedTracepoint(description), model, program.context))
      : [];
  const access = known.find((member) => member.field === field && !member.missing)?.access ?? memberName(field);
  const isNumbers = field.length !== undefined && !isCharType(field.type) && !access.endsWith(']');
  return {
    read: `${program?.context?.name ?? 'ctx'}->${access}${isNumbers ? '[0]' : ''}`,
    ...(around !== undefined && { tracepoint: around }),
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
