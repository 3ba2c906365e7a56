/** Which members a hand-written struct must have to be the record: the author's own, corrected ones, and what is missing. */
import { fieldNamedBy } from '../check/layouts';
import { contextFields } from '../formats/context-fields';
import type { Field, Tracepoint } from '../formats/types';
import { layOut, type Member } from '../generate/layout';
import type { StructDefinition, StructMember } from '../source/types';

/** A member of the struct as it must be. */
export type Planned =
  /** As it stands. */
  | { readonly kind: 'kept'; readonly own: StructMember }
  /** The author's name, another type or length. */
  | { readonly kind: 'retyped'; readonly own: StructMember; readonly typePrefix: string; readonly length?: number }
  /** New: a field that was forgotten, or bytes between fields. */
  | { readonly kind: 'added'; readonly name: string; readonly typePrefix: string; readonly length?: number };

/** In order; undefined where the struct cannot be brought to the record. It ends with the last field that the author's has. */
export function planStruct(tracepoint: Tracepoint, struct: StructDefinition): Planned[] | undefined {
  const meant = meanings(tracepoint, struct.members);
  const fields = contextFields(tracepoint);
  const last = fields.findLastIndex((field) => meant.has(field));
  const [first] = fields;
  if (last < 0 || !first) return undefined;
  const standsFor = new Set(meant.values());
  const common = planCommon(struct, first.offset, standsFor);
  const generated = layOut(tracepoint).members;
  const planned: Planned[] = [...common];
  const names = new Set(struct.members.map(({ name }) => name));
  let end = first.offset;
  for (let index = 0; index <= last; index++) {
    const field = fields[index];
    const own = field && meant.get(field);
    const model = generated.find(({ source }) => source?.field === field);
    if (!field || !model) return undefined;
    if (field.offset < end) continue;
    const member = own ? correct(tracepoint, own, field, model) : addition(model, names);
    const align = struct.packed ? 1 : alignmentOf(member, model);
    if (Math.ceil(end / align) * align !== field.offset) planned.push(padding(end, field.offset - end, names));
    planned.push(member);
    end = field.offset + sizeOf(member, field);
  }
  const flexible = struct.members.filter(({ size }) => size === 0);
  return [...planned, ...flexible.map((own): Planned => ({ kind: 'kept', own }))];
}

/** A field's member is the one that is named for it; else one under another name where the field is. */
function meanings(tracepoint: Tracepoint, members: readonly StructMember[]): Map<Field, StructMember> {
  const meant = new Map<Field, StructMember>();
  const fields = contextFields(tracepoint);
  for (const member of members) {
    const field = fieldNamedBy(tracepoint, member.name);
    if (field && fields.includes(field) && !meant.has(field)) meant.set(field, member);
  }
  for (const member of members) {
    const { name, offset, size = 0 } = member;
    if (size === 0 || fieldNamedBy(tracepoint, name)) continue;
    const field = fields.find((candidate) => candidate.offset === offset && size >= candidate.size);
    if (field && !meant.has(field)) meant.set(field, member);
  }
  return meant;
}

/** What stands before the first field: the author's own members where they fill it, with bytes added on kernels that have more. */
function planCommon(struct: StructDefinition, size: number, fields: ReadonlySet<StructMember>): Planned[] {
  const leading: StructMember[] = [];
  for (const member of struct.members) {
    if (fields.has(member) || (member.offset ?? size) + (member.size ?? 0) > size) break;
    leading.push(member);
  }
  const last = leading.at(-1);
  const end = last ? (last.offset ?? 0) + (last.size ?? 0) : 0;
  const kept = leading.map((own): Planned => ({ kind: 'kept', own }));
  const names = new Set(struct.members.map(({ name }) => name));
  if (end === size) return kept;
  return [...kept, { ...padding(end, size - end, names), ...(end === 0 && { name: '__common' }) }];
}

function padding(offset: number, length: number, names: ReadonlySet<string>): Extract<Planned, { kind: 'added' }> {
  const wanted = `__pad_${offset}`;
  return { kind: 'added', name: names.has(wanted) ? `${wanted}_` : wanted, typePrefix: 'unsigned char ', length };
}

function addition({ name, typePrefix, length }: Member, names: ReadonlySet<string>): Planned {
  return {
    kind: 'added',
    name: names.has(name) ? `${name}_` : name,
    typePrefix,
    ...(length !== undefined && { length }),
  };
}

function correct(tracepoint: Tracepoint, own: StructMember, field: Field, model: Member): Planned {
  if (isRight(tracepoint, own, field)) return { kind: 'kept', own };
  const { typePrefix, length } = model;
  return { kind: 'retyped', own, typePrefix, ...(length !== undefined && { length }) };
}

/** An author's `args[6]` spans several fields; arguments of a syscall may be declared narrower than the 8 bytes that each has. */
function isRight(tracepoint: Tracepoint, { size = 0, length, type }: StructMember, field: Field): boolean {
  if (field.location) return size === 4 && length === undefined && !type.includes('*');
  if (size === field.size) return true;
  if (tracepoint.kind === 'record') return false;
  return size < field.size ? length === undefined : length !== undefined || field === tracepoint.fields[0];
}

function alignmentOf(member: Planned, model: Member): number {
  if (member.kind !== 'kept') return model.alignment;
  const { size = 1, length = 1, type } = member.own;
  const element = type.includes('*') ? 8 : size / Math.max(length, 1);
  return [1, 2, 4, 8].includes(element) ? element : 1;
}

const sizeOf = (member: Planned, field: Field): number =>
  member.kind === 'kept' ? (member.own.size ?? field.size) : field.size;
