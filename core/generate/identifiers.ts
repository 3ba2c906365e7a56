/** Makes names from outside safe as C identifiers. */

/** C11's keywords, and those of GNU C, which clang takes for BPF by default. */
const keywords = new Set(
  (
    'auto break case char const continue default do double else enum extern float for goto if inline int long register ' +
    'restrict return short signed sizeof static struct switch typedef union unsigned void volatile while ' +
    '_Alignas _Alignof _Atomic _Bool _Complex _Generic _Imaginary _Noreturn _Static_assert _Thread_local asm typeof'
  ).split(' '),
);

export const isKeyword = (name: string): boolean => keywords.has(name);

/** Whether the name can be used in C as it is. */
export const isIdentifier = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name) && !isKeyword(name);

/** The name with `_` for each character that C does not allow, before a leading digit, and after a keyword. */
export function toIdentifier(name: string): string {
  const word = name.replace(/\W/g, '_').replace(/^(?=\d|$)/, '_');
  return isKeyword(word) ? `${word}_` : word;
}

/** The name, or the name with the first number that makes it unused; it is used then. */
export function unused(name: string, used: Set<string>): string {
  let free = name;
  for (let number = 2; used.has(free); number++) free = `${name}_${number}`;
  used.add(free);
  return free;
}

/** Text that cannot end a C comment and stays on its line. */
export const forComment = (text: string): string =>
  text.replace(/\s+/g, ' ').replaceAll('*/', '* /').replaceAll('/*', '/ *').trim();
