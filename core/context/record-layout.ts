/** Whose layout `struct trace_event_raw_<class>` is on a kernel. */
import { contextFields } from '../formats/context-fields';
import type { Field, Tracepoint } from '../formats/types';
import { classOf, layoutOfClass } from './class';
import type { TargetKernel } from './kernel';

/** The record that the author's type stands for. */
export interface RecordLayout {
  readonly fields: readonly Field[];
  /** Whether it is the tracepoint's own, as far as can be told. */
  readonly isOwn: boolean;
  /** Whether the fields are surely those of the author's type on this kernel. */
  readonly isKnown: boolean;
  /** Set where the kernel surely has no struct of that class. */
  readonly isMissing?: true;
}

export const ownLayout = (tracepoint: Tracepoint): RecordLayout => ({
  fields: contextFields(tracepoint),
  isOwn: true,
  isKnown: true,
});

/**
 * The target's BTF decides where it is at hand. Else a class that is named like an event has that event's layout (TRACE_EVENT
 * defines both by one name), and any other name is taken for the class of this event.
 */
export function layoutOfClassOn(kernel: TargetKernel, tracepoint: Tracepoint, name: string): RecordLayout {
  if (name === tracepoint.event) return ownLayout(tracepoint);
  const btf = kernel.btf?.();
  if (btf && btf.classes.length > 0) {
    const fields = layoutOfClass(btf, name);
    if (fields) return isSame(fields, contextFields(tracepoint)) ? ownLayout(tracepoint) : other(fields);
    // A module's own classes are not in the kernel's BTF.
    const isMissing = classOf(tracepoint, btf).length > 0;
    return { ...ownLayout(tracepoint), isKnown: false, ...(isMissing && { isMissing }) };
  }
  const { index } = kernel;
  const same = index.get(`${tracepoint.category}/${name}`);
  const elsewhere = same ? undefined : index.names.find((candidate) => candidate.endsWith(`/${name}`));
  const event = same ?? (elsewhere === undefined ? undefined : index.get(elsewhere));
  if (!event) return { ...ownLayout(tracepoint), isKnown: false };
  const fields = contextFields(event);
  return isSame(fields, contextFields(tracepoint)) ? ownLayout(tracepoint) : other(fields);
}

const other = (fields: readonly Field[]): RecordLayout => ({ fields, isOwn: false, isKnown: true });

const isSame = (fields: readonly Field[], own: readonly Field[]): boolean =>
  fields.length === own.length &&
  fields.every((field, position) => {
    const there = own[position];
    return there?.name === field.name && there.offset === field.offset && there.size === field.size;
  });
