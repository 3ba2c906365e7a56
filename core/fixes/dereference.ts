/** An address in the record that is dereferenced: what it points at is read by a helper. */
import type { Finding } from '../check/finding';
import { contextOf } from '../context/members';
import { isCharPointer, sizeOfType } from '../formats/c-type';
import { bufferSize } from '../generate/reads';
import { toIdentifier } from '../generate/identifiers';
import { lex } from '../source/lexer';
import { closingOf } from '../source/expressions';
import { Kind } from '../source/tokens';
import type { ContextAccess, Range } from '../source/types';
import { bodyAt, freeName, including, slice } from './editing';
import { quickFix, type Fix, type Source } from './fix';
import { readBefore, type Local } from './reads';

export function readPointee(source: Source, finding: Finding): Fix[] {
  const { program, access, member } = finding.subject;
  if (!program || !access || !member) return [];
  const range = wholeOf(source, finding.range, access);
  if (!range) return [];
  const tracepoint = contextOf(source.kernel, source.model, program)?.tracepoint;
  const space = tracepoint?.kind === 'record' ? 'kernel' : 'user';
  const expression = slice(source.text, range);
  const type = access.cast ?? member.declared?.type ?? member.field?.type ?? '';
  const name = freeName(source.text, toIdentifier(member.field?.name ?? access.field));
  const local = asText(expression, type, space, name) ?? asValue(expression, type, space, name);
  const edits = readBefore(source, range, local.read, local.value);
  const chain = space === 'kernel' ? chainRead(source, range, expression) : [];
  return [...(edits ? [quickFix(`Read it with ${local.read.helper}`, edits)] : []), ...chain];
}

/** Of `ctx->p[i]` the access ends where the brackets begin if the index is no number. */
function wholeOf({ text, model }: Source, range: Range, access: ContextAccess): Range | undefined {
  if (access.dereference) return range;
  const body = bodyAt(model, range.start)?.body;
  if (!body || !access.brackets) return undefined;
  const end = access.brackets.end;
  const tokens = lex(text, body.start, body.end);
  const next = tokens.firstEndingAfter(end);
  // More brackets load what they are about as well.
  if (tokens.kind(next) !== Kind.OpenBracket || closingOf(tokens, next, tokens.count) === undefined) {
    return { start: range.start, end };
  }
  return undefined;
}

interface Read {
  readonly read: Local;
  readonly value: string;
}

type Space = 'kernel' | 'user';

/** `*name` and `name[3]` of a text: the first bytes of it, in a buffer. */
function asText(expression: string, type: string, space: Space, name: string): Read | undefined {
  if (!isCharPointer(type)) return undefined;
  const starred = /^\*\s*(.+)$/s.exec(expression)?.[1];
  const [, indexed, digits] = /^(.+?)\s*\[\s*(\d+)\s*\]$/s.exec(expression) ?? [];
  const address = starred ?? indexed;
  const index = starred === undefined ? Number(digits ?? 0) : 0;
  if (address === undefined || index >= bufferSize || /\+|->.*->/s.test(address)) return undefined;
  const helper = `bpf_probe_read_${space}_str`;
  return {
    read: { name, type: 'char', length: bufferSize, helper, address: address },
    value: `${name}[${index}]`,
  };
}

/** One value of the expression's own type, which the compiler knows where we do not. */
function asValue(expression: string, type: string, space: Space, name: string): Read {
  const helper = `bpf_probe_read_${space}`;
  const starred = /^\*\s*(.+)$/s.exec(expression)?.[1];
  const address = starred ?? `&${expression}`;
  const pointee = type.replace(/\*\s*$/, '').trim();
  const isOneLoad = !expression.includes('->', expression.indexOf('->') + 2) && !type.slice(0, -1).includes('*');
  const plain = pointee.replace(/\b(?:const|volatile)\b/g, '').trim();
  const isKnown = isOneLoad && sizeOfType(plain) !== undefined && !plain.startsWith('enum');
  const local = { name, helper, address: address };
  return {
    read: isKnown ? { ...local, type: plain } : { ...local, type: `__typeof__(${expression})`, isAnything: true },
    value: name,
  };
}

/** `ctx->a->b->c` loads more than once, which libbpf's macro does step by step. */
function chainRead({ text }: Source, range: Range, expression: string): Fix[] {
  const parts = expression.split(/\s*->\s*/);
  if (parts.length < 3 || !parts.every((part) => /^\w+$/.test(part))) return [];
  const edits = [{ range, newText: `BPF_CORE_READ(${parts.join(', ')})` }];
  return [quickFix('Read it with BPF_CORE_READ', [...edits, ...including(text, 'bpf/bpf_core_read.h')])];
}
