/** Hover: the record behind a section string or a context type, and one field's place in it. */
import type { Hover } from 'vscode-languageserver-types';
import { resolveAccess, type ContextMember } from '../../core/context/members';
import { fieldAdvice } from '../../core/formats/advice';
import { cType } from '../../core/formats/c-type';
import { contextFields } from '../../core/formats/context-fields';
import { nearestNames } from '../../core/formats/nearest';
import type { Tracepoint } from '../../core/formats/types';
import { sourceAt } from '../../core/source/at';
import { contextShape } from '../../core/source/context';
import type { Program, Range, Section } from '../../core/source/types';
import { lspRange, type SourceFile } from '../documents';
import type { Kernel } from '../kernels';
import { block, code, recordTable } from './markdown';
import { tracepointOf } from './tracepoint-of';

/** `offset` in UTF-16 units. Null where there is nothing of ours. */
export function provideHover(file: SourceFile, kernel: Kernel, offset: number): Hover | null {
  if (!file.holdsProgram) return null;
  const found = sourceAt(file.model, offset);
  switch (found?.kind) {
    case 'section':
      return show(file, found.section.range, describeSection(found.section, kernel));
    case 'context-type':
      if (!found.program.context) return null;
      return show(file, found.program.context.typeRange, describeSection(found.program.section, kernel));
    case 'access': {
      const tracepoint = tracepointOf(kernel, found.program.section);
      if (!tracepoint) return null;
      const { field, index, range } = found.access;
      const member = resolveAccess(contextShape(file.model, found.program), tracepoint, field, index);
      return member ? show(file, range, describeMember(member, tracepoint, kernel, found.program)) : null;
    }
    case 'struct-member':
      return describeStructMember(file, kernel, found.program, found.member.name, found.member.range);
    case undefined:
      return null;
  }
}

function describeStructMember(
  file: SourceFile,
  kernel: Kernel,
  program: Program | undefined,
  name: string,
  range: Range,
): Hover | null {
  const tracepoint = program && tracepointOf(kernel, program.section);
  const member = tracepoint && resolveAccess(contextShape(file.model, program), tracepoint, name);
  return member ? show(file, range, describeMember(member, tracepoint, kernel, program)) : null;
}

function show(file: SourceFile, range: Range, value: string): Hover {
  return { contents: { kind: 'markdown', value }, range: lspRange(file.document, range) };
}

function describeSection(section: Section, kernel: Kernel): string {
  const tracepoint = tracepointOf(kernel, section);
  if (tracepoint) return describeTracepoint(tracepoint, kernel);
  if (section.category === undefined || section.event === undefined) {
    return `A program in section ${code(section.text)} loads but never attaches: name a tracepoint, ${code(`${section.prefix ?? 'tp'}/category/event`)}.`;
  }
  const name = `${section.category}/${section.event}`;
  const near = nearestNames(kernel.index, name, 3).map(code).join(', ');
  return `There is no tracepoint ${code(name)} on **${kernel.name}**.${near ? ` Nearest: ${near}.` : ''}`;
}

function describeTracepoint(tracepoint: Tracepoint, kernel: Kernel): string {
  const parts = [`**${code(tracepoint.name)}** on **${kernel.name}**`];
  if (!tracepoint.attachable) parts.push('BPF cannot attach to this event as a tracepoint.');
  if (tracepoint.kind !== 'record') {
    parts.push('BPF gets a copy of the call, 8 bytes for each argument, not the record itself.');
  }
  parts.push(recordTable(tracepoint, contextFields(tracepoint)));
  if (tracepoint.printFormat) parts.push(block(tracepoint.printFormat, 'c'));
  return parts.join('\n\n');
}

function describeMember(member: ContextMember, tracepoint: Tracepoint, kernel: Kernel, program: Program): string {
  const { field } = member;
  const parts: string[] = [];
  if (field) {
    parts.push(block(`${cType(field)} ${field.name}`, 'c'));
    parts.push(placeInRecord(member, tracepoint, kernel));
    const advice = fieldAdvice(tracepoint, field, `${program.context?.name ?? 'ctx'}->${member.access}`);
    if (advice) parts.push(advice);
  } else {
    parts.push(`The record of ${code(tracepoint.name)} on **${kernel.name}** has no such field.`);
  }
  if (member.declared && field && member.offset !== undefined && !readsWhole(member)) {
    parts.push(`This struct puts it at offset **${member.offset}**: the program reads other bytes than the field's.`);
  }
  return parts.join('\n\n');
}

/** True where what the program reads lies inside the field, as an element of an array does. */
function readsWhole(member: ContextMember): boolean {
  const { field, offset } = member;
  return !field || offset === undefined || (offset >= field.offset && offset < field.offset + field.size);
}

function placeInRecord(member: ContextMember, tracepoint: Tracepoint, kernel: Kernel): string {
  const field = member.field;
  if (!field) return '';
  const sign = field.signed ? 'signed' : 'unsigned';
  const dynamic = field.location ? ', dynamic: these bytes hold its place and length' : '';
  return `offset **${field.offset}**, size **${field.size}**, ${sign}${dynamic} · ${code(tracepoint.name)} on **${kernel.name}**`;
}
