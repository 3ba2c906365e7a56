/** How integer types are spelled in programs, with and without vmlinux.h. */
import type { IntegerType } from '../expressions/types';

/** `int` and `unsigned int` read best; the other sizes are spelled with their bits. */
export function cName({ bytes, signed, shown }: IntegerType): string {
  if (shown === 'bool') return '_Bool';
  if (shown === 'char') return 'char';
  if (bytes === 4) return signed ? 'int' : 'unsigned int';
  return `__${signed ? 's' : 'u'}${bytes * 8}`;
}

/** For `bpf_printk`. */
export function conversion({ bytes, signed }: IntegerType): string {
  const letter = signed ? 'd' : 'u';
  return bytes === 8 ? `%ll${letter}` : `%${letter}`;
}
