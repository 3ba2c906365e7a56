/** Completion after `ctx->` and inside `ctx->args[…]`: the record's fields, in record order. */
import { CompletionItemKind, type CompletionItem, type CompletionList } from 'vscode-languageserver-types';
import { contextMembers, contextOf, type ContextMember } from '../../core/context/members';
import { fieldAdvice } from '../../core/formats/advice';
import { cType } from '../../core/formats/c-type';
import { contextFields } from '../../core/formats/context-fields';
import type { Tracepoint } from '../../core/formats/types';
import type { CompletionContext } from '../../core/source/types';
import { lspRange, type SourceFile } from '../documents';
import type { Kernel } from '../kernels';
import { code } from '../../core/formats/markdown';

type MemberContext = Exclude<CompletionContext, { kind: 'section' }>;

/** All fields at once: no record is long, so the editor can filter by itself. Empty where the tracepoint is not this kernel's. */
export function completeField(file: SourceFile, kernel: Kernel, context: MemberContext): CompletionList {
  const found = contextOf(kernel, file.model, context.program, context.seenAs);
  const range = lspRange(file.document, context.replace);
  const members = found ? contextMembers(found) : [];
  const wanted = context.kind === 'index' ? indexed(members, context.field) : members;
  return {
    isIncomplete: false,
    items: wanted.map((member, position) => ({
      ...describe(member, found?.tracepoint, context.name),
      sortText: String(position).padStart(4, '0'),
      textEdit: { range, newText: context.kind === 'index' ? indexOf(member) : member.access },
    })),
  };
}

const indexed = (members: readonly ContextMember[], array: string): readonly ContextMember[] =>
  members.filter((member) => member.access.startsWith(`${array}[`));

const indexOf = (member: ContextMember): string => /\[(\d+)\]$/.exec(member.access)?.[1] ?? '';

function describe(member: ContextMember, tracepoint: Tracepoint | undefined, name: string): CompletionItem {
  const { field, access } = member;
  if (!field || !tracepoint) return { label: access, kind: CompletionItemKind.Field };
  const named = access.includes('[') ? ` ${field.name}` : '';
  const beside = member.missing ? `${named} (not in the struct yet)` : named;
  return {
    label: access,
    labelDetails: { detail: beside, description: `${cType(field)} @${field.offset}:${field.size}` },
    kind: CompletionItemKind.Field,
    detail: `${cType(field)}${named}`,
    // `args[1]` is found by typing either its place or the argument's name.
    filterText: named ? `${access}${named}` : access,
    data: { tracepoint: tracepoint.name, access: `${name}->${access}`, field: field.name },
  };
}

/** Fills in the field's place and how to read it, on the one item that the editor shows. `access` is how the program writes it. */
export function resolveFieldItem(
  item: CompletionItem,
  tracepoint: Tracepoint,
  kernel: Kernel,
  access: string,
): CompletionItem {
  const { field: name } = (item.data ?? {}) as { field?: unknown };
  const field = contextFields(tracepoint).find((candidate) => candidate.name === name);
  if (!field) return item;
  const advice = fieldAdvice(tracepoint, field, access);
  const place = `offset **${field.offset}**, size **${field.size}** · ${code(tracepoint.name)} on ${code(kernel.name)}`;
  return { ...item, documentation: { kind: 'markdown', value: advice ? `${place}\n\n${advice}` : place } };
}
