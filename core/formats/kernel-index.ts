/** All tracepoints of one kernel: from a capture's text, or from a live tracefs that is read on demand. */
import { parseCapture } from './capture';
import { parseFormat } from './format';
import type { KnownFields } from './format-fields';
import { normaliseName, splitName } from './names';
import type { FormatProblem, KernelIndex, Tracepoint } from './types';

/** Splits the capture once (2 MB: a few ms) and reads each record on first use. A malformed one costs itself, never the index. */
export function indexCapture(text: string): KernelIndex {
  const { sections, problems } = parseCapture(text);
  const byName = new Map(sections.map((section) => [section.name, section]));
  return createIndex(byName.keys(), problems, (name) => {
    const section = byName.get(name);
    return section && text.slice(section.start, section.end);
  });
}

/**
 * `names` are `category/event` as listed; those that are none are left out with a problem. `read` gives a format file's text,
 * or undefined where it cannot be read; it is called on first use of a record, and for every `formatText`.
 */
export function indexReader(names: Iterable<string>, read: (name: string) => string | undefined): KernelIndex {
  const good = new Set<string>();
  let bad = 0;
  for (const name of names) {
    const parts = splitName(name);
    if (parts) good.add(`${parts.category}/${parts.event}`);
    else bad++;
  }
  const problems = bad === 0 ? [] : [{ message: `${bad} names that are no category/event were left out.` }];
  return createIndex(good, problems, read);
}

function createIndex(
  unsorted: Iterable<string>,
  found: readonly FormatProblem[],
  read: (name: string) => string | undefined,
): KernelIndex {
  const names = [...unsorted].sort();
  const known = new Set(names);
  const problems = [...found];
  const parsed = new Map<string, Tracepoint | undefined>();
  const fields: KnownFields = new Map();

  const parse = (name: string): Tracepoint | undefined => {
    const text = read(name);
    if (text === undefined) {
      problems.push({ tracepoint: name, message: 'Its format file cannot be read.' });
      return undefined;
    }
    const result = parseFormat(text, name, fields);
    for (const problem of result.problems) problems.push(problem);
    return result.tracepoint;
  };

  return {
    names,
    categories: byCategory(names),
    problems,
    get(asked) {
      const name = normaliseName(asked);
      if (!known.has(name)) return undefined;
      if (!parsed.has(name)) parsed.set(name, parse(name));
      return parsed.get(name);
    },
    formatText(asked) {
      const name = normaliseName(asked);
      return known.has(name) ? read(name) : undefined;
    },
  };
}

function byCategory(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const categories = new Map<string, string[]>();
  for (const name of names) {
    const slash = name.indexOf('/');
    const category = name.slice(0, slash);
    const events = categories.get(category);
    if (events === undefined) categories.set(category, [name.slice(slash + 1)]);
    else events.push(name.slice(slash + 1));
  }
  // Names sort by the whole, where `-` comes before `/`: categories are put in their own order.
  return new Map([...categories].sort(([a], [b]) => (a < b ? -1 : 1)));
}
