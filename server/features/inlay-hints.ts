/** Inlay hints: `@offset:size` at each read of the context and at each member of a hand-written context struct. */
import type { InlayHint } from 'vscode-languageserver-types';
import { contextOf, memberOf, resolveAccess, type Context, type ContextMember } from '../../core/context/members';
import { cType } from '../../core/formats/c-type';
import type { Range, StructDefinition } from '../../core/source/types';
import { seenTypes, views } from '../../core/source/views';
import type { SourceFile } from '../documents';
import type { Kernel } from '../../machine/disk/kernels';

/** Hints whose place lies in `range` (UTF-16 units), in source order. */
export function provideInlayHints(file: SourceFile, kernel: Kernel, range: Range): InlayHint[] {
  const hints = new Map<number, InlayHint>();
  const structs = new Set<StructDefinition>();
  const add = (place: number, member: ContextMember | undefined, context: Context): void => {
    const hint = member && hintFor(member, context, kernel);
    if (hint) hints.set(place, { ...hint, position: file.document.positionAt(place) });
  };
  const addStruct = (context: Context): void => {
    const { shape } = context;
    if (shape.kind !== 'struct' || structs.has(shape.definition) || shape.definition.header !== undefined) return;
    structs.add(shape.definition);
    for (const { name, range: place } of shape.definition.members) {
      if (name !== '' && within(place.end, range)) add(place.end, resolveAccess(context, name), context);
    }
  };
  for (const { program, body } of file.holdsProgram ? views(file.model) : []) {
    for (const type of seenTypes(body)) {
      const context = contextOf(kernel, file.model, program, type);
      if (!context) break;
      addStruct(context);
      for (const access of body.accesses) {
        const place = access.range.end;
        if (access.seenAs.type !== type.type || !within(place, range) || hints.has(place)) continue;
        add(place, memberOf(context, access), context);
      }
    }
  }
  return [...hints].sort(([a], [b]) => a - b).map(([, hint]) => hint);
}

function within(offset: number, range: Range): boolean {
  return offset >= range.start && offset <= range.end;
}

function hintFor(
  member: ContextMember,
  { tracepoint }: Context,
  kernel: Kernel,
): Omit<InlayHint, 'position'> | undefined {
  const { field, offset, size, elsewhere } = member;
  if (offset === undefined || size === undefined) return undefined;
  return {
    label: `@${offset}:${size}${elsewhere && field ? ` (record: @${field.offset}:${field.size})` : ''}`,
    paddingLeft: true,
    ...(field && {
      tooltip: `${cType(field)} ${field.name} of ${tracepoint.name} on ${kernel.name}: offset ${field.offset}, size ${field.size}`,
    }),
  };
}
