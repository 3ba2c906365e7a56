/** Inlay hints: `@offset:size` at each read of the context and at each member of a hand-written context struct. */
import type { InlayHint } from 'vscode-languageserver-types';
import { resolveAccess, type ContextMember } from '../../core/context/members';
import { cType } from '../../core/formats/c-type';
import type { Tracepoint } from '../../core/formats/types';
import { contextShape, type ContextShape } from '../../core/source/context';
import type { Range, StructDefinition } from '../../core/source/types';
import type { SourceFile } from '../documents';
import type { Kernel } from '../kernels';
import { tracepointOf } from './tracepoint-of';

/** Hints whose place lies in `range` (UTF-16 units), in source order. */
export function provideInlayHints(file: SourceFile, kernel: Kernel, range: Range): InlayHint[] {
  const hints = new Map<number, InlayHint>();
  const structs = new Set<StructDefinition>();
  for (const program of file.holdsProgram ? file.model.programs : []) {
    const tracepoint = tracepointOf(kernel, program.section);
    if (!tracepoint) continue;
    const shape = contextShape(file.model, program);
    for (const access of program.accesses) {
      if (!within(access.range.end, range)) continue;
      const member = resolveAccess(shape, tracepoint, access.field, access.index);
      addHint(hints, file, access.range.end, member, tracepoint, kernel);
    }
    if (shape.kind === 'struct' && !structs.has(shape.definition)) {
      structs.add(shape.definition);
      addMemberHints(hints, file, shape, tracepoint, kernel, range);
    }
  }
  return [...hints].sort(([a], [b]) => a - b).map(([, hint]) => hint);
}

function addMemberHints(
  hints: Map<number, InlayHint>,
  file: SourceFile,
  shape: Extract<ContextShape, { kind: 'struct' }>,
  tracepoint: Tracepoint,
  kernel: Kernel,
  range: Range,
): void {
  for (const { name, range: place } of shape.definition.members) {
    if (name === '' || !within(place.end, range)) continue;
    addHint(hints, file, place.end, resolveAccess(shape, tracepoint, name), tracepoint, kernel);
  }
}

function within(offset: number, range: Range): boolean {
  return offset >= range.start && offset <= range.end;
}

function addHint(
  hints: Map<number, InlayHint>,
  file: SourceFile,
  place: number,
  member: ContextMember | undefined,
  tracepoint: Tracepoint,
  kernel: Kernel,
): void {
  if (member?.offset === undefined || member.size === undefined) return;
  const elsewhere = recordPlace(member);
  const { field } = member;
  const tooltip = field
    ? `${cType(field)} ${field.name} of ${tracepoint.name} on ${kernel.name}: offset ${field.offset}, size ${field.size}`
    : `${tracepoint.name} on ${kernel.name} has no field at this place`;
  hints.set(place, {
    position: file.document.positionAt(place),
    label: `@${member.offset}:${member.size}${elsewhere ? ` (record: ${elsewhere})` : ''}`,
    tooltip,
    paddingLeft: true,
  });
}

/** The field's own place where the author's struct puts the member elsewhere. */
function recordPlace({ field, declared, offset }: ContextMember): string | undefined {
  if (!field || !declared || offset === undefined) return undefined;
  const inside = offset >= field.offset && offset < field.offset + field.size;
  return inside ? undefined : `@${field.offset}:${field.size}`;
}
