/** Where an access lands: which bytes, of which field, and whether they are loaded at all. */
import { memberOf, type Context, type ContextMember } from '../context/members';
import { contextFields } from '../formats/context-fields';
import { isPointer } from '../formats/c-type';
import type { Field, Tracepoint } from '../formats/types';
import type { ContextAccess } from '../source/types';

/** Members of `struct trace_entry` (include/linux/trace_events.h), the first of every vmlinux.h struct of a record, in bytes. */
const entryMembers: ReadonlyMap<string, { offset: number; size: number }> = new Map([
  ['type', { offset: 0, size: 2 }],
  ['flags', { offset: 2, size: 1 }],
  ['preempt_count', { offset: 3, size: 1 }],
  ['pid', { offset: 4, size: 4 }],
  // Of PREEMPT_RT and RHEL.
  ['preempt_lazy_count', { offset: 8, size: 1 }],
]);

/** Structs that the kernel defines: what is in them is not the author's choice. */
export const isKernelShape = ({ shape }: Context): boolean =>
  shape.kind !== 'struct' && shape.kind !== 'void' && shape.kind !== 'undeclared' && shape.kind !== 'none';

/** Whether libbpf moves the members to where the target has them. */
export const isRelocated = (context: Context): boolean =>
  isKernelShape(context) || (context.shape.kind === 'struct' && context.shape.definition.preserveAccessIndex === true);

/** Bytes of the context; `size` is undefined where it cannot be told. */
export interface Place {
  readonly offset: number;
  readonly size: number | undefined;
}

/** What an access reads, stores to or points at; undefined where the member is in neither struct nor record. */
export function placeOf(context: Context, access: ContextAccess): (Place & { member?: ContextMember }) | undefined {
  if (Number.isNaN(access.moved)) return undefined;
  const member = memberOf(context, access);
  if (member?.offset !== undefined) {
    return { offset: member.offset, size: access.readAs ?? member.size, member };
  }
  if (isKernelShape(context) && access.field === 'ent') {
    const inside = access.member === undefined ? { offset: 0, size: 8 } : entryMembers.get(access.member);
    return inside && { offset: access.moved + inside.offset, size: access.readAs ?? inside.size };
  }
  return pastElements(context, access) ?? commonField(context, access);
}

/** An element that the array does not have: `args[3]` of a syscall with one argument. */
function pastElements(context: Context, access: ContextAccess): Place | undefined {
  const { index, field, moved } = access;
  if (index === undefined) return undefined;
  const first = memberOf(context, { ...access, index: 0 });
  if (isSyscallStruct(context) && field === 'args') {
    const start = syscallArgumentsStart(context.tracepoint);
    return start === undefined ? undefined : { offset: moved + start + index * 8, size: 8 };
  }
  if (first?.offset === undefined || first.size === undefined || first.access === field) return undefined;
  return { offset: first.offset + index * first.size, size: first.size };
}

const isSyscallStruct = ({ shape, tracepoint }: Context): boolean =>
  tracepoint.kind !== 'record' && (shape.kind === 'raw-sys-enter' || shape.kind === 'syscall-enter');

/** The copy's arguments follow its number, aligned to 8 (struct syscall_tp_t, kernel/trace/trace_syscalls.c). */
function syscallArgumentsStart(tracepoint: Tracepoint): number | undefined {
  const [number, argument] = contextFields(tracepoint);
  return argument?.offset ?? (number && Math.ceil((number.offset + number.size) / 8) * 8);
}

function commonField({ tracepoint, shape }: Context, { field, moved }: ContextAccess): Place | undefined {
  if (shape.kind === 'struct') return undefined;
  const common = tracepoint.commonFields.find(({ name }) => name === field);
  return common && { offset: moved + common.offset, size: common.size };
}

/** Whether the member is an array in the record itself, by the author's declaration, else by the format. */
export function hasElements({ declared, field, length, access }: ContextMember): boolean {
  if (declared) return declared.length !== undefined || declared.size === 0;
  return access === 'args' || length !== undefined || (field?.length !== undefined && !field.location);
}

/** An array's name alone is its address: nothing is loaded until an element is named. */
export const isArrayName = (access: ContextAccess, member: ContextMember | undefined): boolean =>
  !access.brackets && access.readAs === undefined && member !== undefined && hasElements(member);

/** Whether bytes of the context are loaded or stored to. */
export const touchesContext = (access: ContextAccess, member: ContextMember | undefined): boolean =>
  (access.use === 'read' || access.use === 'write') && !isArrayName(access, member);

/** Whether the value of the member is an address: by the author's declaration, else by the record. */
export function holdsPointer(member: ContextMember): boolean {
  const { declared, field } = member;
  if (hasElements(member)) return false;
  return declared?.type.includes('*') === true || (field !== undefined && isPointer(field.type));
}

/** The field that holds all of these bytes, or undefined. */
export const fieldAround = (tracepoint: Tracepoint, { offset, size = 1 }: Place): Field | undefined =>
  contextFields(tracepoint).find((field) => field.offset <= offset && offset + size <= field.offset + field.size);
