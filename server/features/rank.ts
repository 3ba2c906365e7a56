/** Ranks names against what was typed, as editors do: prefix, then substring, then subsequence. */

/** The `limit` best of `names`, best first; equal ranks keep their order. `complete` is false if more matched. */
export function rank(
  names: readonly string[],
  typed: string,
  limit: number,
): { readonly best: readonly string[]; readonly complete: boolean } {
  const wanted = typed.toLowerCase();
  const buckets: [string[], string[], string[], string[]] = [[], [], [], []];
  for (const name of names) {
    const bucket = bucketOf(name.toLowerCase(), wanted);
    if (bucket !== undefined) buckets[bucket].push(name);
  }
  const matched = buckets.flat();
  return { best: matched.slice(0, limit), complete: matched.length <= limit };
}

function bucketOf(name: string, wanted: string): 0 | 1 | 2 | 3 | undefined {
  if (name.startsWith(wanted)) return 0;
  const at = name.indexOf(wanted);
  if (at > 0) return /[/_]/.test(name.charAt(at - 1)) ? 1 : 2;
  return isSubsequence(name, wanted) ? 3 : undefined;
}

function isSubsequence(name: string, wanted: string): boolean {
  let from = 0;
  for (const character of wanted) {
    const at = name.indexOf(character, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}
