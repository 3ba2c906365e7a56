/** The headers that a file names in `#include "…"`. */

/** Paths as written, in order, each once. System headers (`<…>`) are clang's business, and what they define of records is known. */
export function quotedIncludes(text: string): string[] {
  const paths = new Set<string>();
  for (const [, path = ''] of text.matchAll(/^[ \t]*#[ \t]*include[ \t]*"([^"\r\n]{1,400})"/gm)) paths.add(path);
  return [...paths];
}
