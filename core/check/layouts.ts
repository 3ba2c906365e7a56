/** Structs whose members lie elsewhere than the fields that they are named for: accepted by the kernel, read wrongly. */
import { fieldNamed } from '../context/members';
import { sizeOfType } from '../formats/c-type';
import { contextFields } from '../formats/context-fields';
import type { Field, Tracepoint } from '../formats/types';
import type { ContextAccess, StructDefinition, StructMember } from '../source/types';
import type { Checked } from './accesses';
import { bytes, placeText } from './describe';
import type { Finding, Related } from './finding';
import { fieldAround } from './place';

/** A member and what is wrong with where it lies. */
interface Misplaced {
  readonly declared: StructMember;
  readonly field?: Field;
}

/** The record's field that a member is named for. */
export const fieldNamedBy = (tracepoint: Tracepoint, name: string): Field | undefined =>
  fieldNamed([...contextFields(tracepoint), ...tracepoint.hiddenFields], name);

/**
 * One finding for a struct, at the first of its misplaced members that the program uses; the others are related places. Members
 * that nobody uses, and members under other names at the right offsets, are no finding. A struct that is a header's, or that programs
 * at other tracepoints share, is not to blame by itself: there the finding is at the read.
 */
export function checkStruct(
  checked: Checked,
  struct: StructDefinition,
  accesses: readonly ContextAccess[],
  isShared: () => boolean,
): Finding | undefined {
  if (struct.preserveAccessIndex) return undefined;
  const { tracepoint } = checked.context;
  const used = new Map(
    accesses.filter(({ use }) => use === 'read' || use === 'address').map((one) => [one.field, one]),
  );
  const wrong = struct.members.flatMap((declared) => misplaced(tracepoint, declared));
  const [first, ...others] = wrong.filter(({ declared }) => used.has(declared.name));
  if (!first) return undefined;
  const access = used.get(first.declared.name);
  const inHeader = struct.header !== undefined;
  const range = access && (inHeader || isShared()) ? access.range : first.declared.range;
  const related: Related[] = inHeader
    ? []
    : [
        ...(access ? [{ range: access.range, message: 'Read here.' }] : []),
        ...causeOf(tracepoint, struct, wrong.find(({ field }) => field) ?? first),
        ...others.map((one) => relatedTo(one)),
      ];
  return {
    code: isFormatShaped(tracepoint, first) ? 'syscall-context' : 'layout-mismatch',
    range,
    message: describe(checked, struct, first, first.field ? (wrong.find(({ field }) => field) ?? first) : first),
    ...(related.length > 0 && { related }),
    subject: { program: checked.program, struct, declared: first.declared },
  };
}

/** Shaped by a format file that does not say what BPF gets. */
function isFormatShaped({ hiddenFields, formatFields = [] }: Tracepoint, { declared, field }: Misplaced): boolean {
  if (field === undefined) return false;
  const inFile = formatFields.find(({ name }) => name === field.name);
  return hiddenFields.includes(field) || inFile?.offset === declared.offset;
}

function relatedTo({ declared, field }: Misplaced): Related {
  const there = field ? `; the record has it at ${field.offset}:${field.size}` : '';
  return {
    range: declared.range,
    message: `${declared.name} is at ${declared.offset}:${declared.size ?? '?'}${there}.`,
  };
}

/** The member before the first misplaced one, where that has another size than its field. */
function causeOf(tracepoint: Tracepoint, struct: StructDefinition, { declared }: Misplaced): Related[] {
  const before = struct.members[struct.members.indexOf(declared) - 1];
  const field = before && fieldNamedBy(tracepoint, before.name);
  if (!before || !field || before.offset !== field.offset || before.size === field.size) return [];
  return [
    {
      range: before.range,
      message: `${before.name} has ${before.size ?? '?'} bytes here, ${field.size} in the record.`,
    },
  ];
}

/** None or one. */
function misplaced(tracepoint: Tracepoint, declared: StructMember): Misplaced[] {
  const { offset, size, name } = declared;
  if (offset === undefined || size === undefined || name === '' || offset < 8) return [];
  const named = fieldNamedBy(tracepoint, name);
  if (named) {
    if (tracepoint.hiddenFields.includes(named)) return [{ declared, field: named }];
    return named.offset === offset && isFitting(tracepoint, declared, named) ? [] : [{ declared, field: named }];
  }
  return isSensible(tracepoint, offset, size) ? [] : [{ declared }];
}

/** At the field's offset: whether the member's size gives the field's value. */
function isFitting(tracepoint: Tracepoint, { size = 0, length }: StructMember, field: Field): boolean {
  if (size === field.size || size === 0) return true;
  if (length !== undefined && field.length !== undefined) return size < field.size;
  if (tracepoint.kind === 'record') return false;
  // The copy of a syscall is zeroed first, and its arguments stand in the low bytes of 8.
  return size > field.size ? field === tracepoint.fields[0] : size >= (sizeOfType(field.type) ?? field.size);
}

/** Under another name: bytes of one field, or of several whole ones. What ends past the record is another check's. */
function isSensible(tracepoint: Tracepoint, offset: number, size: number): boolean {
  if (size === 0 || offset + size > tracepoint.attachEnd) return true;
  if (fieldAround(tracepoint, { offset, size })) return true;
  return contextFields(tracepoint).some((field) => field.offset === offset);
}

function describe(
  { kernel, context: { tracepoint } }: Checked,
  struct: StructDefinition,
  { declared, field }: Misplaced,
  cause: Misplaced,
): string {
  const { name, offset = 0, size = 0 } = declared;
  const record = `the record of ${tracepoint.name} on ${kernel.name}`;
  if (!field) {
    return `${name} reads ${bytes({ offset, size })}, where ${record} has ${partsAt(tracepoint, offset, size)}.`;
  }
  if (tracepoint.hiddenFields.includes(field)) {
    return `${name} is in the format file of ${tracepoint.name}, but not in the copy of the call that BPF gets: it reads as 0 on ${kernel.name}.`;
  }
  if (tracepoint.formatFields?.some((one) => one.name === field.name && one.offset === offset)) {
    return `${name} is where the format file has it, at offset ${offset}; the copy of the call that BPF gets on ${kernel.name} has it at ${field.offset}, as its BTF says.`;
  }
  const place = `${name} is at offset ${offset}, size ${size} here; ${record} has it at offset ${field.offset}, size ${field.size}`;
  return `${place}. ${reason(tracepoint, struct, cause)}`;
}

function partsAt(tracepoint: Tracepoint, offset: number, size: number): string {
  const parts = contextFields(tracepoint).filter(
    (field) => field.offset < offset + size && offset < field.offset + field.size,
  );
  return parts.length === 0 ? 'no field, only padding' : `parts of ${parts.map(placeText).join(' and ')}`;
}

/** What shifted the first misplaced member. */
function reason(tracepoint: Tracepoint, struct: StructDefinition, { declared, field }: Misplaced): string {
  const position = struct.members.indexOf(declared);
  const before = struct.members[position - 1];
  const { offset = 0, size = 0, name } = declared;
  if (!field || offset === field.offset)
    return `${name} has ${size} bytes here and ${field?.size ?? size} in the record.`;
  const own = new Set(struct.members.map((member) => fieldNamedBy(tracepoint, member.name)));
  const end = before?.offset === undefined ? 0 : before.offset + (before.size ?? 0);
  const forgotten = contextFields(tracepoint).filter(
    (candidate) =>
      candidate.offset < field.offset && candidate.offset >= Math.min(end, field.offset) && !own.has(candidate),
  );
  const [missing] = forgotten;
  if (missing && offset < field.offset) return `${placeText(missing)} is missing before ${name}.`;
  const previous = before && fieldNamedBy(tracepoint, before.name);
  if (before && previous && before.offset === previous.offset && before.size !== previous.size) {
    return `${before.name} shifts it: it has ${before.size ?? 'an unknown number of'} bytes here and ${previous.size} in the record.`;
  }
  const strangers = strangersBefore(tracepoint, struct, position);
  if (strangers.length > 0 && offset > field.offset) {
    return `The record does not have ${strangers.join(' and ')}, which ${strangers.length === 1 ? 'stands' : 'stand'} before it.`;
  }
  const first = contextFields(tracepoint)[0];
  if (first === field) return `The record’s own fields begin at offset ${first.offset}, after the common ones.`;
  const distance = field.offset - offset;
  return `${name} is the first that is off: ${Math.abs(distance)} bytes too ${distance > 0 ? 'early' : 'late'}.`;
}

/** Members right before a position that are named like no field, up to the last that is. */
function strangersBefore(tracepoint: Tracepoint, { members }: StructDefinition, position: number): string[] {
  const strangers: string[] = [];
  for (let at = position - 1; at >= 0; at--) {
    const name = members[at]?.name ?? '';
    if (fieldNamedBy(tracepoint, name) || (members[at]?.offset ?? 0) < 8) break;
    strangers.unshift(name);
  }
  return strangers;
}
