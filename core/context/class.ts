/** Which `struct trace_event_raw_<class>` of vmlinux.h has a tracepoint's record: no file of the kernel says it, the layouts do. */
import { recordPrefix } from '../btf/read';
import type { BtfMember, BtfStruct, KernelBtf } from '../btf/types';
import type { Field, Tracepoint } from '../formats/types';

/**
 * The class named like the event if it has the record's layout (TRACE_EVENT defines both by one name), else every class that has
 * it, sorted. Empty for syscalls, which have no struct each, and for events of modules, whose structs are in the module's own BTF.
 */
export function classOf(tracepoint: Tracepoint, btf: KernelBtf): readonly string[] {
  if (tracepoint.kind !== 'record') return [];
  const matches = (name: string): boolean => {
    const struct = btf.struct(recordPrefix + name);
    return struct !== undefined && hasLayout(struct, tracepoint.fields);
  };
  return matches(tracepoint.event) ? [tracepoint.event] : btf.classes.filter(matches);
}

/**
 * The record of a class, without the common fields; undefined where the kernel has no such class. BTF does not say what a dynamic
 * field's elements are: its type is `void`.
 */
export function layoutOfClass(btf: KernelBtf, name: string): readonly Field[] | undefined {
  const struct = btf.struct(recordPrefix + name);
  return struct && ownMembers(struct).map(fieldOf);
}

function hasLayout(struct: BtfStruct, fields: readonly Field[]): boolean {
  const members = ownMembers(struct);
  return members.length === fields.length && fields.every((field, index) => isSame(members[index], field));
}

function isSame(member: BtfMember | undefined, field: Field): boolean {
  if (member?.offset !== field.offset || member.size !== field.size) return false;
  return member.name === (field.location ? `__${field.location}_${field.name}` : field.name);
}

/** Every record's struct begins with the common fields and ends in the place of dynamic ones (stage1_struct_define.h). */
const ownMembers = (struct: BtfStruct): readonly BtfMember[] =>
  struct.members.filter(({ name }) => name !== 'ent' && name !== '__data');

function fieldOf(member: BtfMember): Field {
  const { offset, size, type, length, signed = false } = member;
  const dynamic = /^__(data_loc|rel_loc)_(.+)$/.exec(member.name);
  const name = dynamic?.[2];
  if (name === undefined)
    return { name: member.name, type, offset, size, signed, ...(length !== undefined && { length }) };
  return { name, type: 'void', offset, size, signed, location: dynamic?.[1] === 'rel_loc' ? 'rel_loc' : 'data_loc' };
}
