/** A tracepoint as plain data, for scripts: the server's `bpfTracepoints.describeTracepoint`, and `show --format json`. */
import type { Field, Tracepoint } from './types';

export interface Description extends Pick<Tracepoint, 'name' | 'id' | 'recordSize' | 'printFormat'> {
  /** Common fields first. */
  readonly fields: readonly Field[];
}

export function describeTracepoint(tracepoint: Tracepoint): Description {
  const { name, id, recordSize, commonFields, fields, printFormat } = tracepoint;
  return { name, id, recordSize, fields: [...commonFields, ...fields].map(plain), printFormat };
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
