/** A field that this target lacks and another has: asked for before it is read. */
import type { Finding } from '../check/finding';
import { memberOf, contextOf } from '../context/members';
import { hasElements } from '../check/place';
import { lex } from '../source/lexer';
import { Kind } from '../source/tokens';
import type { ContextAccess } from '../source/types';
import { bodyAt, including, slice, statementStart } from './editing';
import { insertion, quickFix, type Edit, type Fix, type Source } from './fix';

const question = 'bpf_core_field_exists';

export function askFirst(source: Source, { subject: { access, program } }: Finding): Fix[] {
  if (!access || !program) return [];
  const there = source.others().flatMap((other) => {
    const context = contextOf(other, source.model, program, access.seenAs);
    return (context && memberOf(context, access)) ?? [];
  });
  const isNumber = access.use === 'read' && !access.dereference && !there.some((member) => hasElements(member));
  const edits = isNumber ? asValue(source, access) : asStatement(source, access);
  if (!edits) return [];
  return [quickFix(`Ask ${question} first`, [...including(source.text, 'bpf/bpf_core_read.h'), ...edits])];
}

/** 0 where the field is absent. */
function asValue({ text }: Source, access: ContextAccess): Edit[] | undefined {
  if (access.brackets && access.index === undefined) return undefined;
  const read = slice(text, access.range);
  return [{ range: access.range, newText: `(${question}(${read}) ? ${read} : 0)` }];
}

/** The whole statement, where it is a call: `bpf_probe_read_kernel(to, n, ctx->comm);`. */
function asStatement({ text, model }: Source, access: ContextAccess): Edit[] | undefined {
  const body = bodyAt(model, access.range.start)?.body;
  const start = body && statementStart(text, body, access.range.start);
  if (!body || start === undefined) return undefined;
  const tokens = lex(text, body.start, body.end);
  const first = tokens.firstEndingAfter(start);
  const isCall = tokens.kind(first) === Kind.Word && tokens.kind(first + 1) === Kind.OpenParenthesis;
  if (!isCall || /^(?:if|for|while|switch)$/.test(tokens.slice(first))) return undefined;
  const { fieldRange } = access;
  return [insertion(start, `if (${question}(${slice(text, { start: access.range.start, end: fieldRange.end })})) `)];
}
