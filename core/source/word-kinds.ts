/** The few words that the scanner must tell from names, found without making a string of each word. */
import { Kind } from './tokens';

/** They say nothing about what a type's bytes are. The kernel's address spaces and libbpf's markers count too. */
const qualifiers = `const volatile restrict __restrict __restrict__ __const register static inline extern
  __inline __inline__ __always_inline __noinline __user __rcu __percpu __kernel __iomem __kptr __kptr_untrusted
  __arg_ctx __arg_nonnull __arg_trusted __maybe_unused __unused __always_unused __used __weak __hidden _Atomic`;

/** Words that can have parentheses after them, all of which belong to the attribute. */
const attributes = `__attribute__ __attribute _Alignas alignas __aligned __aligned__ __extension__ __packed
  __btf_decl_tag __declspec`;

const spellings: readonly (readonly [Kind, string])[] = [
  [Kind.Section, 'SEC section __section __section__'],
  [Kind.Struct, 'struct'],
  [Kind.Union, 'union'],
  [Kind.Enum, 'enum'],
  [Kind.Typedef, 'typedef'],
  [Kind.Qualifier, qualifiers],
  [Kind.Attribute, attributes],
];

interface Candidate {
  readonly spelling: string;
  readonly kind: Kind;
}

const maximalLength = 32;
/** By first character and length: nearly every other word of a program falls on an empty place. */
const candidates: readonly (readonly Candidate[] | undefined)[] = table();

function table(): Candidate[][] {
  const places: Candidate[][] = Array.from({ length: 128 * maximalLength });
  for (const [kind, words] of spellings) {
    for (const spelling of words.split(/\s+/)) {
      (places[place(spelling.charCodeAt(0), spelling.length)] ??= []).push({ spelling, kind });
    }
  }
  return places;
}

function place(first: number, length: number): number {
  return first * maximalLength + length;
}

/** Kind of the word between two offsets; `first` is its first character. */
export function wordKind(text: string, start: number, end: number, first: number): Kind {
  const length = end - start;
  if (first >= 128 || length >= maximalLength) return Kind.Word;
  const possible = candidates[place(first, length)];
  if (possible === undefined) return Kind.Word;
  for (const { spelling, kind } of possible) if (text.startsWith(spelling, start)) return kind;
  return Kind.Word;
}
