/** Joins the author's context type with the target's record: what stands after `->`, and which bytes it reads. */
import type { Field, Tracepoint } from '../formats/types';
import { contextFields } from '../formats/context-fields';
import { syscallArgument } from '../formats/syscalls';
import type { ContextShape } from '../source/context';
import type { StructDefinition, StructMember } from '../source/types';

/** One thing that can stand after `ctx->`. Offsets and sizes are bytes. */
export interface ContextMember {
  /** As it is typed: `prev_pid`, `__data_loc_name`, `args[1]`. */
  readonly access: string;
  /** The record's field that it reads; absent for a member of the author's struct that matches none. */
  readonly field?: Field;
  /** Where the compiled program reads: the struct's layout where the author wrote one, else the record's. */
  readonly offset?: number;
  readonly size?: number;
  /** The author's own declaration, where there is one. */
  readonly declared?: StructMember;
}

/** Members in record order, for a person who has typed `ctx->`. */
export function contextMembers(shape: ContextShape, tracepoint: Tracepoint): readonly ContextMember[] {
  if (shape.kind === 'struct') return structMembers(shape.definition, tracepoint);
  const fields = contextFields(tracepoint);
  if (!isSyscallCopy(shape, tracepoint)) return fields.map(recordMember);
  return fields.map((field, position) => {
    if (position === 0) return { ...ofField(field), access: isRaw(shape) ? 'id' : 'nr' };
    return { ...ofField(field), access: tracepoint.kind === 'syscall-exit' ? 'ret' : `args[${position - 1}]` };
  });
}

/** What `ctx->name` or `ctx->name[index]` reads, or undefined where neither struct nor record has it. */
export function resolveAccess(
  shape: ContextShape,
  tracepoint: Tracepoint,
  name: string,
  index?: number,
): ContextMember | undefined {
  if (shape.kind === 'struct') {
    const declared = shape.definition.members.find((member) => member.name === name);
    return declared && element(structMember(declared, tracepoint), index, tracepoint);
  }
  if (isSyscallCopy(shape, tracepoint)) {
    if (name === 'args' && index !== undefined) {
      const argument = syscallArgument(tracepoint, index);
      return argument && { ...ofField(argument), access: `args[${index}]` };
    }
    return contextMembers(shape, tracepoint).find((member) => member.access === name);
  }
  const field = fieldNamed(tracepoint, name);
  return field && element(recordMember(field), index, tracepoint);
}

/** How vmlinux.h and generated structs spell the member of a field: `__data_loc_name` for a dynamic one. */
export function memberName(field: Field): string {
  return field.location ? `__${field.location}_${field.name}` : field.name;
}

function isRaw(shape: ContextShape): boolean {
  return shape.kind === 'raw-sys-enter' || shape.kind === 'raw-sys-exit';
}

/** True where the members have the kernel's names (`nr`, `args`, `ret`) instead of the format's, over a syscall's copy. */
function isSyscallCopy(shape: ContextShape, tracepoint: Tracepoint): boolean {
  if (tracepoint.kind === 'record') return false;
  return isRaw(shape) || shape.kind === 'syscall-enter' || shape.kind === 'syscall-exit';
}

function ofField(field: Field): Omit<ContextMember, 'access'> {
  return { field, offset: field.offset, size: field.size };
}

function recordMember(field: Field): ContextMember {
  return { ...ofField(field), access: memberName(field) };
}

function fieldNamed(tracepoint: Tracepoint, name: string): Field | undefined {
  const fields = contextFields(tracepoint);
  return fields.find((field) => memberName(field) === name) ?? fields.find((field) => field.name === name);
}

function structMembers(definition: StructDefinition, tracepoint: Tracepoint): ContextMember[] {
  const readable = contextFields(tracepoint);
  const declared = definition.members
    .filter((member) => member.name !== '')
    .map((member) => structMember(member, tracepoint))
    .filter((member) => member.field !== undefined && readable.includes(member.field));
  const covered = new Set(declared.map((member) => member.field));
  const missing = readable.filter((field) => !covered.has(field)).map(recordMember);
  return [...declared, ...missing].sort((a, b) => (a.field?.offset ?? 0) - (b.field?.offset ?? 0));
}

/** Same name first: an author who misplaced a member still means that field. Then same offset under another name. */
function structMember(declared: StructMember, tracepoint: Tracepoint): ContextMember {
  const field =
    fieldNamed(tracepoint, declared.name) ??
    contextFields(tracepoint).find((candidate) => candidate.offset === declared.offset);
  return {
    access: declared.name,
    declared,
    ...(field && { field }),
    ...(declared.offset !== undefined && { offset: declared.offset }),
    ...(declared.size !== undefined && { size: declared.size }),
  };
}

/** Narrows an array member to the element at a literal index; other members stay whole. */
function element(member: ContextMember, index: number | undefined, tracepoint: Tracepoint): ContextMember {
  const length = member.declared?.length ?? member.field?.length;
  if (index === undefined || !length || member.offset === undefined || member.size === undefined) return member;
  const size = member.size / length;
  const offset = member.offset + index * size;
  const field = contextFields(tracepoint).find((candidate) => candidate.offset === offset) ?? member.field;
  return { ...member, access: `${member.access}[${index}]`, offset, size, ...(field && { field }) };
}
