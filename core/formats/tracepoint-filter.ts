/**
 * What a person types to find tracepoints: words in any order, all of which must match. A word is some letters of the name
 * (`blkcmp`), a glob over `category/event` or over the event alone (`sched:*`, `*_exit`), or the name of a field (`nr_sector`;
 * `field:pid` means only that).
 */
import { beginsWord, fuzzyMatcher } from './fuzzy';
import { globMatcher } from './glob';
import { normaliseName } from './names';

export interface FilterEntry {
  /** `category/event`. */
  readonly name: string;
  /** Names of its own fields, where they are known. */
  readonly fields?: readonly string[];
}

export interface FilterMatch {
  /** Greater is better. What matches by a field alone is below all that match by name. 0 for globs, which have no better and worse. */
  readonly score: number;
  /** Offsets in `name` of what matched, ascending. */
  readonly positions: readonly number[];
  /** Names of the fields that made it match. */
  readonly fields: readonly string[];
}

export type TracepointFilter = (entry: FilterEntry) => FilterMatch | undefined;

const fieldPrefix = /^field:/i;
/** A field's part in the score; a name's is 1 at least. */
const byField = { whole: 0.03, start: 0.02, word: 0.01 };
/** Of two names that match alike the shorter is nearer to what was typed. Names have 401 letters at most. */
const perLetter = 1e-6;
/** More words narrow nothing. */
const mostWords = 20;

/** Undefined for text without a word, which hides nothing. */
export function tracepointFilter(text: string): TracepointFilter | undefined {
  const words = text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '' && !/^field:$/i.test(word))
    .slice(0, mostWords);
  if (words.length === 0) return undefined;
  const parts = words.map(wordFilter);
  return (entry) => {
    const matches: FilterMatch[] = [];
    for (const part of parts) {
      const match = part(entry);
      if (!match) return undefined;
      matches.push(match);
    }
    return joined(matches);
  };
}

/** Those that match, best first; what matches alike keeps its order. */
export function filterTracepoints<T extends FilterEntry>(
  entries: readonly T[],
  filter: TracepointFilter,
): { readonly entry: T; readonly match: FilterMatch }[] {
  return entries
    .flatMap((entry) => {
      const match = filter(entry);
      return match ? [{ entry, match }] : [];
    })
    .sort((a, b) => b.match.score - a.match.score);
}

function wordFilter(word: string): TracepointFilter {
  if (fieldPrefix.test(word)) return fieldFilter(word.replace(fieldPrefix, ''));
  if (isGlob(word)) return globFilter(normaliseName(word));
  const isName = /[:/]/.test(word);
  const fuzzy = fuzzyMatcher(normaliseName(word));
  return ({ name, fields = [] }) => {
    const match = fuzzy(name);
    if (match) return { score: match.score - name.length * perLetter, positions: match.positions, fields: [] };
    return isName ? undefined : ofFields(name, fields, wordOf(word.toLowerCase()));
  };
}

const isGlob = (word: string): boolean => /[*?]|\[[^\]]+\]/.test(word);

/** A glob without a category is one over events. */
function globFilter(glob: string): TracepointFilter {
  const matches = globMatcher(glob);
  const ofEvent = !glob.includes('/');
  return ({ name }) => {
    const event = name.indexOf('/') + 1;
    if (ofEvent && matches(name.slice(event))) return { score: 0, positions: literals(glob, name, event), fields: [] };
    return matches(name) ? { score: 0, positions: literals(glob, name, 0), fields: [] } : undefined;
  };
}

/** Where what is no wildcard stands in a name that matches, from `start`; for people to see, at the first place that it can be. */
function literals(glob: string, name: string, start: number): number[] {
  const positions: number[] = [];
  let from = start;
  for (const run of glob.split(/\[[^\]]+\]|[*?]+/)) {
    const at = name.indexOf(run, from);
    if (at < 0) return positions;
    for (let offset = 0; offset < run.length; offset++) positions.push(at + offset);
    from = at + run.length;
  }
  return positions;
}

/** `field:pid` finds it anywhere in a field's name. */
function fieldFilter(wanted: string): TracepointFilter {
  const text = wanted.toLowerCase();
  const matches = isGlob(wanted) ? globMatcher(text) : undefined;
  const score = (field: string): number => {
    if (matches) return matches(field) ? byField.word : 0;
    return wordOf(text)(field) || (field.includes(text) ? byField.word / 2 : 0);
  };
  return ({ name, fields = [] }) => ofFields(name, fields, score);
}

/** How well a field's name is that word, or has it at the start of one of its own; 0 where not. */
const wordOf =
  (wanted: string) =>
  (field: string): number => {
    if (field === wanted) return byField.whole;
    if (field.startsWith(wanted)) return byField.start;
    for (let at = field.indexOf(wanted, 1); at > 0; at = field.indexOf(wanted, at + 1))
      if (beginsWord(field, at)) return byField.word;
    return 0;
  };

function ofFields(
  name: string,
  fields: readonly string[],
  scoreOf: (field: string) => number,
): FilterMatch | undefined {
  const found = fields.filter((field) => scoreOf(field.toLowerCase()) > 0);
  if (found.length === 0) return undefined;
  const score = Math.max(...found.map((field) => scoreOf(field.toLowerCase())));
  return { score: score - name.length * perLetter, positions: [], fields: found };
}

function joined(matches: readonly FilterMatch[]): FilterMatch {
  const [only] = matches;
  if (only && matches.length === 1) return only;
  return {
    score: matches.reduce((sum, { score }) => sum + score, 0),
    positions: [...new Set(matches.flatMap(({ positions }) => positions))].sort((a, b) => a - b),
    fields: [...new Set(matches.flatMap(({ fields }) => fields))],
  };
}
