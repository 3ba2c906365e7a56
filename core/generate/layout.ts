/** Lays a tracepoint's record out as members of a C struct, byte for byte, without `packed`. */
import { cType, isCharPointer, isCharType, isPointer, isSignedType } from '../formats/c-type';
import { contextFields } from '../formats/context-fields';
import type { Field, Tracepoint } from '../formats/types';
import { forComment, toIdentifier, unused } from './identifiers';

/** How a member is read: `number` as it is, `string` and `bytes` by address, the others by what they point to. */
export type MemberKind = 'number' | 'numbers' | 'string' | 'bytes' | 'dynamic' | 'pointer';

/** One member of the generated struct. Offsets and sizes are bytes. */
export interface Member {
  readonly name: string;
  /** Up to the name: `__u32 `, `const char *`. */
  readonly typePrefix: string;
  /** Elements, for an array. */
  readonly length?: number;
  readonly offset: number;
  readonly size: number;
  /** Of one element; what the compiler aligns the member to. */
  readonly alignment: number;
  readonly signed: boolean;
  /** The field, and how to read it; absent for the common area and for padding. */
  readonly source?: { readonly field: Field; readonly kind: MemberKind };
}

export interface Layout {
  readonly members: readonly Member[];
  /** What `sizeof` gives: the record's size, rounded up to the largest alignment. */
  readonly size: number;
}

/**
 * Members in order, without a hole: what stands before the first field is one `__common` area (8 bytes on most kernels, 12 on
 * PREEMPT_RT), every gap a `__pad_<offset>`. A field whose offset its type could not stand at becomes an array of bytes.
 */
export function layOut(tracepoint: Tracepoint): Layout {
  const used = new Set<string>();
  const named = contextFields(tracepoint).map((field) =>
    fieldMember(field, unused(toIdentifier(rawMemberName(field)), used)),
  );
  const members: Member[] = [];
  const first = contextFields(tracepoint)[0]?.offset ?? tracepoint.recordSize;
  if (first > 0) members.push(filler(unused('__common', used), 0, first));
  let end = first;
  for (const member of named) {
    if (member.offset > end) members.push(filler(unused(`__pad_${end}`, used), end, member.offset - end));
    members.push(member);
    end = member.offset + member.size;
  }
  const alignment = members.reduce((largest, member) => Math.max(largest, member.alignment), 1);
  return { members, size: Math.ceil(end / alignment) * alignment };
}

/** As vmlinux.h spells it: `__data_loc_name` for a dynamic field. */
const rawMemberName = (field: Field): string => (field.location ? `__${field.location}_${field.name}` : field.name);

function filler(name: string, offset: number, size: number): Member {
  return { name, typePrefix: 'unsigned char ', length: size, offset, size, alignment: 1, signed: false };
}

interface Shape {
  readonly kind: MemberKind;
  readonly typePrefix: string;
  readonly alignment: number;
  readonly length?: number;
  readonly signed?: boolean;
}

function fieldMember(field: Field, name: string): Member {
  const { offset, size } = field;
  const natural = shapeOf(field);
  const fits = natural !== undefined && offset % natural.alignment === 0;
  const { kind, signed = false, ...shape } = fits ? natural : bytes(size);
  return { name, ...shape, offset, size, signed, source: { field, kind } };
}

const bytes = (size: number): Shape => ({ kind: 'bytes', typePrefix: 'unsigned char ', alignment: 1, length: size });

/** The shape that says most about the field; undefined where only bytes hold it. */
function shapeOf(field: Field): Shape | undefined {
  const { type, size, length } = field;
  if (field.location) return size === 4 ? { kind: 'dynamic', typePrefix: '__u32 ', alignment: 4 } : undefined;
  if (length !== undefined) return arrayShape(field, length);
  if (isPointer(type) && size === 8) return pointerShape(type);
  // What userspace passed stands in all 8 bytes, whatever the argument's type: only a type of 8 bytes says its sign.
  const signed = size === 8 && type.endsWith('long') ? isSignedType(type) : field.signed;
  const integer = integerType(size, signed);
  return integer === undefined ? undefined : { kind: 'number', typePrefix: `${integer} `, alignment: size, signed };
}

function arrayShape({ type, size, signed }: Field, length: number): Shape | undefined {
  if (isCharType(type) && !type.includes('*'))
    return { kind: 'string', typePrefix: 'char ', alignment: 1, length: size };
  const elementSize = length === 0 ? 1 : size / length;
  const integer = integerType(elementSize, signed);
  return integer === undefined
    ? undefined
    : { kind: 'numbers', typePrefix: `${integer} `, alignment: elementSize, length, signed };
}

/** The struct must compile by itself, so pointers to the kernel's own types become `void *`, which nobody dereferences by mistake. */
function pointerShape(type: string): Shape {
  // A per-CPU pointer is an offset, no address (`void __seg_gs *`).
  if (/\b__seg_|\b__percpu\b/.test(type)) return { kind: 'number', typePrefix: '__u64 ', alignment: 8 };
  const target = `${/\bconst\b/.test(type) ? 'const ' : ''}${isCharPointer(type) ? 'char' : 'void'}`;
  return { kind: 'pointer', typePrefix: `${target} *`, alignment: 8 };
}

function integerType(size: number, signed: boolean): string | undefined {
  if (![1, 2, 4, 8].includes(size)) return undefined;
  return `__${signed ? 's' : 'u'}${size * 8}`;
}

/** The declaration without its semicolon: `char prev_comm[16]`. */
export function declarationOf({ typePrefix, name, length }: Member): string {
  return `${typePrefix}${name}${length === undefined ? '' : `[${length}]`}`;
}

/** The member's type and name as the format file has them, where the declaration does not say so; empty otherwise. */
export function originOf({ name, typePrefix, length, source }: Member): string {
  if (source === undefined) return '';
  const { field } = source;
  const spelled = cType(field);
  const declared = `${typePrefix.trim()}${length === undefined ? '' : `[${length}]`}`;
  const renamed = name === rawMemberName(field) ? '' : `, named ${field.name} in the format file`;
  return spelled === declared && renamed === '' ? '' : forComment(spelled + renamed);
}
