/** How a field's C type is shown, and what its spelling says about sizes and pointers. All for 64-bit kernels. */
import type { Field } from './types';

/** Bytes of the types that records are made of (include/uapi/asm-generic/int-ll64.h, include/linux/types.h). */
const typesBySize: readonly (readonly [number, string])[] = [
  [1, 'char, unsigned char, signed char, bool, _Bool, u8, s8, __u8, __s8, uint8_t, int8_t'],
  [2, 'short, unsigned short, u16, s16, __u16, __s16, uint16_t, int16_t, __be16, __le16, umode_t'],
  [4, 'int, unsigned, unsigned int, signed int, u32, s32, __u32, __s32, uint32_t, int32_t, __be32, __le32'],
  [4, 'pid_t, uid_t, gid_t, dev_t, gfp_t, fmode_t, clockid_t, key_t, key_serial_t, mqd_t, qid_t, rwf_t, timer_t'],
  [8, 'long, unsigned long, long long, unsigned long long, u64, s64, __u64, __s64, uint64_t, int64_t, __be64, __le64'],
  [8, 'size_t, ssize_t, loff_t, off_t, sector_t, ino_t, dma_addr_t, phys_addr_t, ktime_t'],
];

const sizes: ReadonlyMap<string, number> = new Map(
  typesBySize.flatMap(([size, types]) => types.split(', ').map((type): [string, number] => [type, size])),
);

/** Types whose values can be negative. */
const signedTypes = new Set([
  'int',
  'long',
  'long long',
  'short',
  'signed char',
  's8',
  's16',
  's32',
  's64',
  '__s8',
  '__s16',
  '__s32',
  '__s64',
  'int8_t',
  'int16_t',
  'int32_t',
  'int64_t',
  'signed int',
  'ktime_t',
  'pid_t',
  'ssize_t',
  'loff_t',
  'off_t',
  'clockid_t',
  'key_t',
  'key_serial_t',
  'mqd_t',
  'timer_t',
]);

function bare(type: string): string {
  return type
    .replace(/\b(?:const|volatile)\b/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Bytes of one value of the type, or undefined for a type that only the kernel's own headers know. */
export function sizeOfType(type: string): number | undefined {
  if (type.includes('*')) return 8;
  const name = bare(type);
  return name.startsWith('enum ') ? 4 : sizes.get(name);
}

/** Whether C says that the type is signed; the format's `signed` does not for syscalls' arguments. */
export const isSignedType = (type: string): boolean => signedTypes.has(bare(type));

/** `const char *`, `struct page **`; not a pointer to a function. */
export const isPointer = (type: string): boolean => /\*(?:const|volatile)?$/.test(type);

/** `char *`, `const char *`: one star only. */
export const isCharPointer = (type: string): boolean => /^[^*]*\*(?:const)?$/.test(type) && isCharType(type);

/** `char` and `const char`, also where a pointer to it is meant. */
export const isCharType = (type: string): boolean => bare(type.replaceAll('*', '')) === 'char';

/** What people see as the field's type: `char[16]`, `__data_loc char[]`, `const char *`. */
export function cType(field: Field): string {
  // A cpumask is an array of longs, but the format prints `__data_loc cpumask_t` without brackets.
  if (field.location) return `__${field.location} ${field.type}${field.type === 'cpumask_t' ? '' : '[]'}`;
  return field.length === undefined ? field.type : `${field.type}[${field.length}]`;
}
