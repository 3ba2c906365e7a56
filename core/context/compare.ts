/** One tracepoint over several kernels: on which it has which fields, and where they are. */
import { cType } from '../formats/c-type';
import { contextFields } from '../formats/context-fields';
import type { Field, KernelIndex, Tracepoint } from '../formats/types';
import { memberName } from './members';

/** A kernel as people name it, with its tracepoints. */
export interface NamedKernel {
  readonly name: string;
  readonly index: KernelIndex;
}

/** What the first of these says hides the ones after it: a field that has another size may be elsewhere, too. */
export const fieldStatuses = ['no-field', 'resized', 'retyped', 'moved', 'same'] as const;
export type FieldStatus = (typeof fieldStatuses)[number];

export interface ComparedField {
  readonly name: string;
  readonly status: FieldStatus;
  /** Bytes; both and the type are absent where the kernel has no such field. */
  readonly offset?: number;
  readonly size?: number;
  /** As people see it: `char[16]`. */
  readonly type?: string;
}

export interface ComparedKernel {
  readonly kernel: string;
  /** The worst of its fields' statuses. */
  readonly status: FieldStatus | 'no-tracepoint';
  /** Those of the kernel that the others are compared with, in its order; empty where there is no such tracepoint. */
  readonly fields: readonly ComparedField[];
}

/**
 * Every kernel in the given order, compared with the first that has the tracepoint and, where one is named, the field (by the
 * format's name or as `__data_loc_…`). Undefined where none has it. Only this record of each kernel is read.
 */
export function compareTracepoint(
  kernels: readonly NamedKernel[],
  tracepoint: string,
  field?: string,
): ComparedKernel[] | undefined {
  const records = kernels.map(({ name, index }) => ({ kernel: name, record: index.get(tracepoint) }));
  const wanted = records
    .map(({ record }) => record && fieldsMeant(record, field))
    .find((fields) => fields !== undefined && (fields.length > 0 || field === undefined));
  if (!wanted) return undefined;
  return records.map(({ kernel, record }) => {
    if (!record) return { kernel, status: 'no-tracepoint', fields: [] };
    const fields = wanted.map((one) => compareField(one, fieldNamed(record, one.name)));
    return { kernel, status: worst(fields), fields };
  });
}

function fieldsMeant(record: Tracepoint, field: string | undefined): readonly Field[] {
  if (field === undefined) return contextFields(record);
  const named = fieldNamed(record, field);
  return named ? [named] : [];
}

function fieldNamed(record: Tracepoint, name: string): Field | undefined {
  const fields = [...contextFields(record), ...record.commonFields];
  return fields.find((field) => field.name === name) ?? fields.find((field) => memberName(field) === name);
}

function compareField(wanted: Field, there: Field | undefined): ComparedField {
  if (!there) return { name: wanted.name, status: 'no-field' };
  const { offset, size } = there;
  return { name: wanted.name, status: statusOf(wanted, there), offset, size, type: cType(there) };
}

function statusOf(wanted: Field, there: Field): FieldStatus {
  if (wanted.size !== there.size) return 'resized';
  if (cType(wanted) !== cType(there)) return 'retyped';
  return wanted.offset === there.offset ? 'same' : 'moved';
}

function worst(fields: readonly ComparedField[]): FieldStatus {
  return fieldStatuses.find((status) => fields.some((field) => field.status === status)) ?? 'same';
}
