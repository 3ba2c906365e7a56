/** Hover: the record behind a section string or a context type, and one field's place in it. */
import type { Hover } from 'vscode-languageserver-types';
import { contextOf, memberOf, resolveAccess, type Context, type ContextMember } from '../../core/context/members';
import { fieldAdvice } from '../../core/formats/advice';
import { cType } from '../../core/formats/c-type';
import { contextFields } from '../../core/formats/context-fields';
import { nearestNames } from '../../core/formats/nearest';
import { symbolicValues } from '../../core/formats/print-format';
import type { Field, Tracepoint } from '../../core/formats/types';
import { sourceAt } from '../../core/source/at';
import type { Program, Range, Section, StructDefinition, StructMember } from '../../core/source/types';
import { lspRange, type SourceFile } from '../documents';
import type { Kernel } from '../kernels';
import { block, code, recordTable } from '../../core/formats/markdown';
import { valueTable } from '../../core/formats/value-table';

/** `offset` in UTF-16 units. Null where there is nothing of ours. */
export function provideHover(file: SourceFile, kernel: Kernel, offset: number): Hover | null {
  if (!file.holdsProgram) return null;
  const found = sourceAt(file.model, offset);
  switch (found?.kind) {
    case 'section':
      if (!found.section.prefix) return null;
      return show(file, found.section.range, describeSection(found.section, kernel));
    case 'context-type':
      return show(file, found.context.typeRange, describeSection(found.program.section, kernel));
    case 'access': {
      const context = contextOf(kernel, file.model, found.program, found.access.seenAs);
      const member = context && memberOf(context, found.access);
      const { range, field } = found.access;
      const name = file.text.slice(range.start, range.end).split(field)[0] ?? '';
      return member ? show(file, range, describeMember(member, context, kernel, name)) : null;
    }
    case 'struct-member':
      return found.program ? describeDeclared(file, kernel, found.program, found.member, found.struct) : null;
    case undefined:
      return null;
  }
}

function describeDeclared(
  file: SourceFile,
  kernel: Kernel,
  program: Program,
  { name, range }: StructMember,
  { tag, typedefName }: StructDefinition,
): Hover | null {
  const type = tag === undefined ? (typedefName ?? '') : `struct ${tag}`;
  const context = contextOf(kernel, file.model, program, { type, ...(tag !== undefined && { structTag: tag }) });
  const member = context && resolveAccess(context, name);
  return member
    ? show(file, range, describeMember(member, context, kernel, `${program.context?.name ?? 'ctx'}->`))
    : null;
}

function show(file: SourceFile, range: Range, value: string): Hover {
  return { contents: { kind: 'markdown', value }, range: lspRange(file.document, range) };
}

function describeSection(section: Section, kernel: Kernel): string {
  if (section.category === undefined || section.event === undefined) {
    return `A program in section ${code(section.text)} loads but never attaches: name a tracepoint, ${code(`${section.prefix ?? 'tp'}/category/event`)}.`;
  }
  const name = `${section.category}/${section.event}`;
  const tracepoint = kernel.index.get(name);
  if (tracepoint) return describeTracepoint(tracepoint, kernel);
  const problem = kernel.index.problems.find(({ tracepoint: about }) => about === name);
  if (problem)
    return `The format file of ${code(name)} on ${code(kernel.name)} cannot be read: ${code(problem.message)}`;
  const near = nearestNames(kernel.index, name, 3).map(code).join(', ');
  return `There is no tracepoint ${code(name)} on ${code(kernel.name)}.${near ? ` Nearest: ${near}.` : ''}`;
}

function describeTracepoint(tracepoint: Tracepoint, kernel: Kernel): string {
  const parts = [`**${code(tracepoint.name)}** on ${code(kernel.name)}`];
  if (!tracepoint.attachable) parts.push('BPF cannot attach to this event as a tracepoint.');
  if (tracepoint.kind !== 'record') {
    parts.push('BPF gets a copy of the call, 8 bytes for each argument, not the record itself.');
  }
  parts.push(recordTable(tracepoint, contextFields(tracepoint)));
  if (tracepoint.printFormat) parts.push(block(tracepoint.printFormat, 'c'));
  return parts.join('\n\n');
}

function describeMember(member: ContextMember, context: Context, kernel: Kernel, before: string): string {
  const { tracepoint, shape } = context;
  const { field, access, offset, elsewhere } = member;
  const place = `${code(tracepoint.name)} on ${code(kernel.name)}`;
  if (!field) return withoutField(access, tracepoint, place);
  const parts = [block(`${cType(field)} ${field.name}`, 'c'), placeInRecord(member, field, place)];
  if (elsewhere && offset !== undefined) {
    const type =
      shape.kind === 'struct'
        ? 'This struct'
        : code(`struct trace_event_raw_${shape.kind === 'trace_event_raw' ? shape.class : ''}`);
    parts.push(
      `${type} puts it at offset **${offset}**${member.size === undefined ? '' : `, size **${member.size}**`}: ` +
        'the program reads other bytes than the field’s.',
    );
  }
  const advice = fieldAdvice(tracepoint, field, `${before}${access}`);
  if (advice) parts.push(advice);
  const values = symbolicValues(tracepoint).get(field.name);
  if (values) parts.push(valueTable(values));
  return parts.join('\n\n');
}

function withoutField(access: string, tracepoint: Tracepoint, place: string): string {
  return tracepoint.commonFields.some(({ name }) => name === access)
    ? `${code(access)} is a common field of ${place}: BPF cannot read it.`
    : `The record of ${place} has no field ${code(access)}, and none begins at this place.`;
}

/** Where the field is; for an element of an array, where the element is. */
function placeInRecord(member: ContextMember, field: Field, place: string): string {
  const one = member.access.endsWith(']') && member.offset !== undefined ? member : field;
  const kind = field.location ? 'dynamic: these bytes hold its place and length' : field.signed ? 'signed' : 'unsigned';
  return `offset **${one.offset ?? field.offset}**, size **${one.size ?? field.size}**, ${kind} · ${place}`;
}
