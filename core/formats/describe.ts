/** A tracepoint as plain data, for scripts: the server's `bpfTracepoints.describeTracepoint`, and `show --format json`. */
import type { Field, Tracepoint } from './types';

export interface TracepointDescription extends Pick<Tracepoint, 'name' | 'id' | 'kind' | 'recordSize' | 'printFormat'> {
  /** There, and false, where BPF cannot attach to it. */
  readonly attachable?: false;
  /** How many of `fields`, the first ones, are common fields. */
  readonly commonFields: number;
  readonly fields: readonly Field[];
}

export function describeTracepoint(tracepoint: Tracepoint): TracepointDescription {
  const { name, id, kind, attachable, recordSize, commonFields, fields, printFormat } = tracepoint;
  return {
    name,
    id,
    kind,
    ...(!attachable && { attachable }),
    recordSize,
    commonFields: commonFields.length,
    fields: [...commonFields, ...fields].map(plain),
    printFormat,
  };
}

/** The tracepoint that was described; the fields that BPF does not get were not told of. */
export function describedTracepoint(description: TracepointDescription): Tracepoint {
  const { name, id, kind, attachable = true, recordSize, commonFields, fields, printFormat } = description;
  const [category = '', event = ''] = name.split('/');
  return {
    ...{ category, event, name, id, kind, attachable, recordSize, printFormat },
    commonFields: fields.slice(0, commonFields),
    fields: fields.slice(commonFields),
    hiddenFields: [],
    attachEnd: recordSize,
  };
}

/** What is documented, and nothing that a field may come to hold besides. */
const plain = ({ name, type, offset, size, signed, location, length }: Field): Field => ({
  name,
  type,
  offset,
  size,
  signed,
  ...(location && { location }),
  ...(length !== undefined && { length }),
});
