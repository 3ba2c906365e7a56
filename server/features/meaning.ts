/** Which tracepoint, and which of its fields, the source means at a place. */
import { contextOf, memberOf, resolveAccess, type Context, type ContextMember } from '../../core/context/members';
import type { Field, Tracepoint } from '../../core/formats/types';
import { sourceAt } from '../../core/source/at';
import type { Range } from '../../core/source/types';
import type { SourceFile } from '../documents';
import type { Kernel } from '../../machine/disk/kernels';

export interface Meaning {
  readonly tracepoint: Tracepoint;
  /** Undefined where the whole record is meant. */
  readonly field?: Field;
  /** Of the words that mean it, in UTF-16 units of the file. */
  readonly range: Range;
}

/** `offset` in UTF-16 units. Undefined where nothing of ours stands, or the kernel does not have what is meant. */
export function meaningAt(file: SourceFile, kernel: Kernel, offset: number): Meaning | undefined {
  if (!file.holdsProgram) return undefined;
  const found = sourceAt(file.model, offset);
  switch (found?.kind) {
    case 'section': {
      const { prefix, category, event, range } = found.section;
      if (!prefix || category === undefined || event === undefined) return undefined;
      const tracepoint = kernel.index.get(`${category}/${event}`);
      return tracepoint && { tracepoint, range };
    }
    case 'access': {
      const { field, fieldRange, range, seenAs } = found.access;
      const words = { start: fieldRange.start, end: Math.max(fieldRange.end, range.end) };
      if (offset < words.start || offset > words.end) return undefined;
      const context = contextOf(kernel, file.model, found.program, seenAs);
      return context && fieldMeant(context, memberOf(context, found.access), field, words);
    }
    case 'struct-member': {
      const { member, program, struct } = found;
      const { start, end } = member.nameRange;
      if (!program || offset < start || offset > end) return undefined;
      const type = { type: struct.typedefName ?? '', ...(struct.tag !== undefined && { structTag: struct.tag }) };
      const context = contextOf(kernel, file.model, program, type);
      return context && fieldMeant(context, resolveAccess(context, member.name), member.name, member.nameRange);
    }
    default:
      return undefined;
  }
}

/** Common fields are part of the record too, even if BPF cannot read them. */
function fieldMeant(
  { tracepoint }: Context,
  member: ContextMember | undefined,
  name: string,
  range: Range,
): Meaning | undefined {
  const field = member?.field ?? tracepoint.commonFields.find((common) => common.name === name);
  return field && { tracepoint, field, range };
}
