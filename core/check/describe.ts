/** Words for places in a record. */
import { memberName } from '../context/members';
import type { Field } from '../formats/types';

/** “bytes 8 to 11”, “byte 8”. */
export function bytes({ offset, size }: { readonly offset: number; readonly size: number }): string {
  return size === 1 ? `byte ${offset}` : `bytes ${offset} to ${offset + size - 1}`;
}

/** “__data_loc_name (offset 12, size 4)”. */
export const placeText = (field: Field): string => `${memberName(field)} (offset ${field.offset}, size ${field.size})`;
