// Which headers a set of headers includes.
import { posix } from 'node:path';

/**
 * Follows `#include` lines from `roots`, whatever the conditions around them, so that the result serves every compiler.
 * `read` answers a header's text by the name it is included by, or undefined: headers of the C library are left out that way.
 * @param {readonly string[]} roots
 * @param {(name: string) => Promise<string | undefined>} read
 * @returns {Promise<{ found: Map<string, string>, missing: Set<string> }>} texts by name, and the names that `read` did not know
 */
export async function includeClosure(roots, read) {
  /** @type {Map<string, string>} */
  const found = new Map();
  /** @type {Set<string>} */
  const missing = new Set();
  const pending = [...roots];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (found.has(name) || missing.has(name)) continue;
    const text = await read(name);
    if (text === undefined) {
      missing.add(name);
      continue;
    }
    found.set(name, text);
    for (const [, system, local] of text.matchAll(/^[ \t]*#[ \t]*include[ \t]+(?:<([^>\n]+)>|"([^"\n]+)")/gm)) {
      const included = system ?? posix.join(posix.dirname(name), local ?? '');
      pending.push(included);
    }
  }
  return { found, missing };
}
