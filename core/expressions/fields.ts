/** What a field's name in an expression means: its type as C has it, and how one reads it. */
import { isCharPointer, isCharType, isPointer, isSignedType, sizeOfType } from '../formats/c-type';
import { contextFields } from '../formats/context-fields';
import { nearestNames } from '../formats/nearest';
import { isNarrowArgument, syscallArguments } from '../formats/syscalls';
import type { Field, Tracepoint } from '../formats/types';
import type { IntegerType, Text } from './types';

/** As the format file names it, or as vmlinux.h (`__data_loc_name`) and bcc (`data_loc_name`) name a dynamic one. */
export function findField(tracepoint: Tracepoint, name: string): Field | undefined {
  const fields = contextFields(tracepoint);
  const bare = name.replace(/^(?:__)?(?:data|rel)_loc_/, '');
  return (
    fields.find((field) => field.name === name) ??
    fields.find((field) => field.location !== undefined && field.name === bare)
  );
}

/** The sentence for a name that is no field. */
export function unknownField(tracepoint: Tracepoint, name: string): string {
  const fields = contextFields(tracepoint);
  const is = `“${name}” is no field of ${tracepoint.name}`;
  if (tracepoint.commonFields.some((field) => field.name === name)) {
    return `${is} that BPF can read: the kernel keeps the common fields to itself. $PID, $TID and $COMM say who runs.`;
  }
  const near = nearestNames({ names: fields.map((field) => `field/${field.name}`) }, `field/${name}`, 1);
  const [nearest] = near.map((found) => found.slice(found.indexOf('/') + 1));
  if (nearest !== undefined) return `${is}. Is “${nearest}” meant?`;
  if (fields.length === 0) return `${is}, which has none.`;
  return `${is}. It has ${fields.map((field) => field.name).join(', ')}.`;
}

/** What the field is as a value: a text, an integer, an array of integers, or nothing that has one value. */
export type FieldValue =
  Text | IntegerType | { readonly kind: 'array'; readonly element: IntegerType; readonly length: number };

/** The sentence says why the field has no value. */
export function fieldValue(tracepoint: Tracepoint, field: Field): FieldValue | string {
  const { type, size, length, name, offset } = field;
  const unit = length === undefined ? size : length > 0 ? size / length : 1;
  if ([2, 4, 8].includes(unit) && offset % unit !== 0)
    return `“${name}” stands at offset ${offset}, where its type cannot be read.`;
  if (field.location !== undefined) {
    if (isCharType(type) && size === 4) return { kind: 'text', place: 'dynamic', field };
    return `“${name}” holds data of varying length (${type}), which is neither a number nor text.`;
  }
  if (length !== undefined) {
    if (isCharType(type) && !isPointer(type)) {
      return size > 0 ? { kind: 'text', place: 'array', field, size } : `“${name}” has no bytes.`;
    }
    const element = plain(length > 0 ? size / length : 0, field.signed);
    return element ? { kind: 'array', element, length } : `The elements of “${name}” are no integers (${type}).`;
  }
  if (isCharPointer(type) && size === 8) {
    return { kind: 'text', place: tracepoint.kind === 'record' ? 'kernel' : 'user', field };
  }
  if (isNarrowArgument(tracepoint, field)) return plain(sizeOfType(type) ?? 8, isSignedType(type)) ?? '';
  const bytes = integerOf(tracepoint, field);
  return bytes ?? `“${name}” is no integer: ${type}, ${size} bytes.`;
}

/** A pointer is its address. The format's sign is right for records; for what user space passed the type says it. */
function integerOf(tracepoint: Tracepoint, field: Field): IntegerType | undefined {
  const { type, size, signed } = field;
  if (isPointer(type) || type.includes('*')) return plain(size, false);
  const isArgument = syscallArguments(tracepoint).includes(field);
  const found = plain(size, isArgument ? isSignedType(type) : signed);
  return found && (type === 'bool' || type === '_Bool') ? { ...found, signed: false, shown: 'bool' } : found;
}

function plain(bytes: number, signed: boolean): IntegerType | undefined {
  if (bytes !== 1 && bytes !== 2 && bytes !== 4 && bytes !== 8) return undefined;
  return { kind: 'integer', bytes, signed };
}
