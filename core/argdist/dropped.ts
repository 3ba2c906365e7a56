/** The global variables in which a program counts the hits that found a map full. */
import { mapTypes, readObjectTypes, type MapSizes } from '../btf/values/object';
import { unsignedAt } from '../btf/values/scalars';

/** Whether a map holds the variables of `.bss`: libbpf puts part of the object's name before it. */
export const holdsCounters = ({ name }: { readonly name: string }): boolean => /^[^.]*\.bss$/.test(name);

/** Bytes from the start of the map's value to each of the variables, by the object's types; those that it does not have are left out. */
export function counterOffsets(object: Uint8Array, map: MapSizes, names: readonly string[]): readonly number[] {
  const { value } = mapTypes(readObjectTypes(object), map);
  if (value.kind !== 'struct') return [];
  return value.members.filter(({ name }) => names.includes(name)).map(({ offset }) => offset);
}

/** All that the variables at these offsets (bytes) count together. */
export function droppedHits(value: Uint8Array, offsets: readonly number[]): bigint {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return offsets
    .filter((offset) => offset + 8 <= value.length)
    .reduce((sum, offset) => sum + unsignedAt(view, offset, 8), 0n);
}
