/** Joins the author's context type with the target's record: what stands after `->`, and which bytes it reads. */
import { contextFields } from '../formats/context-fields';
import type { Field, Tracepoint } from '../formats/types';
import { contextShape, type ContextShape } from '../source/context';
import type { ContextAccess, ContextType, Program, SourceModel, StructMember } from '../source/types';
import type { TargetKernel } from './kernel';
import { layoutOfClassOn, ownLayout, type RecordLayout } from './record-layout';

/** What a program's context points at, and how its author sees it. */
export interface Context {
  readonly tracepoint: Tracepoint;
  readonly shape: ContextShape;
  /** The record of the author's `struct trace_event_raw_<class>`, for every other type the tracepoint's own. */
  readonly layout: RecordLayout;
}

/** One thing that can stand after `ctx->`. Offsets and sizes are bytes. */
export interface ContextMember {
  /** As it is typed: `prev_pid`, `__data_loc_name`, `args[1]`. */
  readonly access: string;
  /** The record's field that is meant: the one of this name, else the one at this place. */
  readonly field?: Field;
  /** Where the compiled program reads: the layout of the author's type where there is one, else the record's. */
  readonly offset?: number;
  readonly size?: number;
  /** Elements, where it is an array of another event's record. */
  readonly length?: number;
  /** The author's own declaration, where there is one. */
  readonly declared?: StructMember;
  /** True for a field of the record that the author's struct does not have: it must be added before it can be read. */
  readonly missing?: true;
  /** True where the program reads other bytes than those of the field that its name means. */
  readonly elsewhere?: true;
}

/**
 * The program's context on a kernel, or undefined where the kernel has no such tracepoint. `seenAs` is how an access sees it, by
 * default what the program's parameter says.
 */
export function contextOf(
  kernel: TargetKernel,
  model: SourceModel,
  program: Program,
  seenAs: ContextType | undefined = program.context,
): Context | undefined {
  const { category, event } = program.section;
  if (category === undefined || event === undefined) return undefined;
  const tracepoint = kernel.index.get(`${category}/${event}`);
  if (!tracepoint) return undefined;
  const context = contextOn(tracepoint, model, seenAs);
  const { shape } = context;
  if (shape.kind !== 'trace_event_raw') return context;
  return { ...context, layout: layoutOfClassOn(kernel, tracepoint, shape.class) };
}

/** The same on a tracepoint that is at hand, of whose kernel no more is known: every class is taken for the tracepoint's own. */
export function contextOn(tracepoint: Tracepoint, model: SourceModel, seenAs: ContextType | undefined): Context {
  return { tracepoint, shape: ofRecord(contextShape(model, seenAs), tracepoint), layout: ownLayout(tracepoint) };
}

/** `struct trace_event_raw_sys_enter` is the record of raw_syscalls/sys_enter, and only for syscalls/* something else. */
function ofRecord(shape: ContextShape, { kind }: Tracepoint): ContextShape {
  if (kind !== 'record' || (shape.kind !== 'raw-sys-enter' && shape.kind !== 'raw-sys-exit')) return shape;
  return { kind: 'trace_event_raw', class: shape.kind === 'raw-sys-enter' ? 'sys_enter' : 'sys_exit' };
}

/** Members in record order, for a person who has typed `ctx->`. */
export function contextMembers(context: Context): readonly ContextMember[] {
  const known = membersOf.get(context);
  if (known) return known;
  const members = listMembers(context);
  membersOf.set(context, members);
  return members;
}

/** Asked for each access of a program. */
const membersOf = new WeakMap<Context, readonly ContextMember[]>();

function listMembers(context: Context): readonly ContextMember[] {
  const { shape, tracepoint, layout } = context;
  if (shape.kind === 'struct') return structMembers(context, shape.definition.members);
  const names = copyNames(context);
  const { fields } = layout;
  if (names) return fields.flatMap((field, position) => copyMember(names, field, position));
  return fields.map((field) => recordMember(field, tracepoint));
}

/** What `ctx->name` or `ctx->name[index]` reads, or undefined where neither struct nor record has it, or not so many elements. */
export function resolveAccess(context: Context, name: string, index?: number): ContextMember | undefined {
  const { shape, tracepoint, layout } = context;
  if (shape.kind === 'struct') {
    const declared = shape.definition.members.find((member) => member.name === name);
    return declared && element(structMember(declared, tracepoint), index, tracepoint);
  }
  if (copyNames(context)) {
    const access = index === undefined ? name : `${name}[${index}]`;
    const members = contextMembers(context);
    return members.find((member) => member.access === access) ?? wholeArray(members, access);
  }
  const field = fieldNamed(layout.fields, name);
  return field && element(recordMember(field, tracepoint), index, tracepoint);
}

/** What an access of the source reads, where its pointer was not moved by a number that cannot be told. */
export function memberOf(context: Context, { field, index, moved }: ContextAccess): ContextMember | undefined {
  const member = resolveAccess(context, field, index);
  if (!member || moved === 0) return member;
  if (member.offset === undefined || Number.isNaN(moved)) return undefined;
  const offset = member.offset + moved;
  const there = contextFields(context.tracepoint).find((candidate) => candidate.offset === offset);
  const { access, size, declared } = member;
  return {
    access,
    offset,
    ...(there && { field: there }),
    ...(size !== undefined && { size }),
    ...(declared && { declared }),
  };
}

/** How vmlinux.h and generated structs spell the member of a field: `__data_loc_name` for a dynamic one. */
export function memberName(field: Field): string {
  return field.location ? `__${field.location}_${field.name}` : field.name;
}

/** The kernel's own names for the copy that BPF gets of a syscall. */
interface CopyNames {
  readonly number: 'id' | 'nr';
  readonly enter: boolean;
}

function copyNames({ shape, tracepoint }: Context): CopyNames | undefined {
  if (tracepoint.kind === 'record') return undefined;
  switch (shape.kind) {
    case 'raw-sys-enter':
      return { number: 'id', enter: true };
    case 'raw-sys-exit':
      return { number: 'id', enter: false };
    case 'syscall-enter':
      return { number: 'nr', enter: true };
    case 'syscall-exit':
      return { number: 'nr', enter: false };
    default:
      return undefined;
  }
}

/** `id` is a `long` over the 4 bytes of the number: its upper half is padding since 6.7, and zero before. */
function copyMember({ number, enter }: CopyNames, field: Field, position: number): ContextMember[] {
  const { offset, size } = field;
  if (position === 0) return [{ access: number, field, offset, size: number === 'id' ? 8 : size }];
  if (enter) return [{ access: `args[${position - 1}]`, field, offset, size }];
  return position === 1 ? [{ access: 'ret', field, offset, size }] : [];
}

/** `args` without an index: all of the arguments. */
function wholeArray(members: readonly ContextMember[], name: string): ContextMember | undefined {
  const elements = members.filter(({ access }) => access.startsWith(`${name}[`));
  const offset = elements[0]?.offset;
  return offset === undefined ? undefined : { access: name, offset, size: elements.length * 8 };
}

/** A field of the layout, held against the tracepoint's own field of that name. */
function recordMember(field: Field, tracepoint: Tracepoint): ContextMember {
  const { offset, size } = field;
  const own = contextFields(tracepoint).find(({ name }) => name === field.name);
  const elsewhere = own !== undefined && (own.offset !== offset || own.size !== size);
  return {
    access: memberName(field),
    offset,
    size,
    ...(own && { field: own }),
    ...(!own && field.length !== undefined && { length: field.length }),
    ...(elsewhere && { elsewhere }),
  };
}

/** The field that a member is named for, as vmlinux.h spells it or as the format file does. */
export function fieldNamed(fields: readonly Field[], name: string): Field | undefined {
  return fields.find((field) => memberName(field) === name) ?? fields.find((field) => field.name === name);
}

function structMembers({ tracepoint }: Context, members: readonly StructMember[]): ContextMember[] {
  const readable = contextFields(tracepoint);
  const declared = members
    .filter((member) => member.name !== '')
    .flatMap((member) => elements(structMember(member, tracepoint), tracepoint))
    .filter((member) => member.field !== undefined);
  const covered = new Set(declared.map((member) => member.field));
  const missing = readable
    .filter((field) => !covered.has(field))
    .map((field): ContextMember => ({ ...recordMember(field, tracepoint), missing: true }));
  return [...declared, ...missing].sort((a, b) => (a.field?.offset ?? 0) - (b.field?.offset ?? 0));
}

/** Same name first: an author who misplaced a member still means that field. Then same offset under another name. */
function structMember(declared: StructMember, tracepoint: Tracepoint): ContextMember {
  const { offset, size } = declared;
  const named = fieldNamed(contextFields(tracepoint), declared.name);
  const field = named ?? contextFields(tracepoint).find((candidate) => candidate.offset === offset);
  const elsewhere =
    named !== undefined && offset !== undefined && (named.offset !== offset || (size ?? named.size) !== named.size);
  return {
    access: declared.name,
    declared,
    ...(field && { field }),
    ...(offset !== undefined && { offset }),
    ...(size !== undefined && { size }),
    ...(elsewhere && { elsewhere }),
  };
}

/** A member that spans several fields of the record, as an author's `args[6]` does, element by element; others as they are. */
function elements(member: ContextMember, tracepoint: Tracepoint): ContextMember[] {
  const { offset, size, declared } = member;
  const length = declared?.length ?? 1;
  if (offset === undefined || size === undefined || length < 2) return [member];
  const inside = contextFields(tracepoint).filter((field) => field.offset >= offset && field.offset < offset + size);
  if (inside.length < 2) return [member];
  return Array.from({ length }, (_, index) => element(member, index, tracepoint)).filter((one) => one !== undefined);
}

/** Narrows an array member to the element at a literal index; other members stay whole. Undefined past the array's end. */
function element(member: ContextMember, index: number | undefined, tracepoint: Tracepoint): ContextMember | undefined {
  const length = member.declared?.length ?? member.field?.length ?? member.length;
  if (index === undefined || !length || member.offset === undefined || member.size === undefined) return member;
  if (index < 0 || index >= length) return undefined;
  const size = member.size / length;
  const offset = member.offset + index * size;
  const there = contextFields(tracepoint).find((candidate) => candidate.offset === offset);
  // Another event's array stands for none of this record's fields, whatever lies there.
  const field = member.declared || member.field ? (there ?? member.field) : undefined;
  return { ...member, access: `${member.access}[${index}]`, offset, size, ...(field && { field }) };
}
