/** Sizes and alignments of C types on 64-bit targets (LP64, and BPF's ABI, which agrees with it), with what a file defines itself. */

/** Bytes. */
export interface Layout {
  readonly size: number;
  readonly align: number;
}

export const pointerLayout: Layout = { size: 8, align: 8 };

/** Typedefs whose size is the same in the kernel and in user space; `dev_t` is not (4 and 8 bytes) and so is absent. */
const scalarNames: readonly (readonly [size: number, names: string])[] = [
  [1, 'bool _Bool char __u8 __s8 u8 s8 uint8_t int8_t u_int8_t u_char uchar'],
  [2, 'short __u16 __s16 u16 s16 uint16_t int16_t u_int16_t __be16 __le16 __sum16 umode_t ushort sa_family_t'],
  [4, 'int __u32 __s32 u32 s32 uint32_t int32_t u_int32_t uint float __be32 __le32 __wsum'],
  [4, 'pid_t __kernel_pid_t uid_t gid_t __kernel_uid32_t gfp_t fmode_t blk_opf_t clockid_t key_serial_t'],
  [8, 'long __u64 __s64 u64 s64 uint64_t int64_t u_int64_t ulong double __be64 __le64 __aligned_u64'],
  [8, 'size_t ssize_t uintptr_t intptr_t ptrdiff_t loff_t sector_t ktime_t time64_t'],
  [16, '__int128 __u128 __s128 u128 s128'],
];

const scalars = new Map<string, Layout>(
  scalarNames.flatMap(([size, names]) => names.split(' ').map((name) => [name, { size, align: size }] as const)),
);

/** `struct trace_entry` (include/linux/trace_events.h): `unsigned short type; unsigned char flags, preempt_count; int pid`. */
const traceEntry: readonly [string, Layout] = ['struct trace_entry', { size: 8, align: 4 }];

/** Words that C combines in any order: `unsigned long int`, `long unsigned int`. */
const combinable = new Set(['unsigned', 'signed', '__signed__', 'char', 'short', 'int', 'long']);
const qualifierWords = new Set(['const', 'volatile', 'restrict']);

export function isBuiltinType(name: string): boolean {
  return name === 'void' || combinable.has(name) || scalars.has(name);
}

export class TypeTable {
  private readonly layouts = new Map<string, Layout | undefined>([traceEntry]);
  private readonly aliases = new Map<string, string>();

  /** `headers` are those of included headers; what this table defines comes first. */
  constructor(private readonly headers: readonly TypeTable[] = []) {}

  /** `name` is `struct tag`, `union tag` or a typedef's name. The first definition stays; an undefined layout says that the size cannot be told. */
  define(name: string, layout: Layout | undefined): void {
    if (!this.layouts.has(name) || name === traceEntry[0]) this.layouts.set(name, layout);
  }

  /** `type` is what the typedef's name stands for, without a pointer. */
  alias(name: string, type: string): void {
    if (!this.aliases.has(name)) this.aliases.set(name, type);
  }

  /** Follows this file's typedefs. A typedef that leads back to itself ends where it started to turn. */
  resolve(type: string): string {
    let resolved = type;
    for (let step = 0; step < maximalSteps; step++) {
      const next = this.aliasOf(resolved);
      if (next === undefined || next === '') return resolved;
      resolved = next;
    }
    return resolved;
  }

  private aliasOf(name: string): string | undefined {
    return this.aliases.get(name) ?? first(this.headers, (header) => header.aliasOf(name));
  }

  private defined(name: string): Layout | undefined {
    return this.layouts.get(name) ?? first(this.headers, (header) => header.defined(name));
  }

  /** Of a type without pointers, as written: `const unsigned long`, `struct tag`, `u32`. Undefined where the size cannot be told. */
  layoutOf(type: string): Layout | undefined {
    if (this.layouts.has(type)) return this.layouts.get(type);
    const scalar = scalars.get(type);
    if (scalar) return scalar;
    const words = type.split(' ').filter((word) => word !== '' && !qualifierWords.has(word));
    if (words[0] === 'enum') return scalars.get('int');
    const name = words.join(' ');
    if (this.layouts.has(name)) return this.layouts.get(name);
    const included = this.defined(name);
    if (included) return included;
    if (words.length > 0 && words.every((word) => combinable.has(word))) return combined(words);
    return words.length === 1 ? scalars.get(name) : undefined;
  }
}

function first<T>(tables: readonly TypeTable[], ask: (table: TypeTable) => T | undefined): T | undefined {
  for (const table of tables) {
    const answer = ask(table);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** Typedefs of typedefs in one file; a bound for those that lead back to themselves. */
const maximalSteps = 16;

function combined(words: readonly string[]): Layout | undefined {
  if (words.includes('char')) return scalars.get('char');
  if (words.includes('short')) return scalars.get('short');
  return scalars.get(words.includes('long') ? 'long' : 'int');
}
