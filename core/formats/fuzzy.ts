/** Finds a name by some of its letters, in their order, as people type it: `blkcmp` for `block/block_rq_complete`. */

export interface FuzzyMatch {
  /** Greater is better; always positive. */
  readonly score: number;
  /** Offsets of the letters that matched, ascending. */
  readonly positions: readonly number[];
}

/** For each letter, for one at a word's start, for one that follows the letter before it, and for a letter skipped. */
const letter = 1;
const wordStart = 8;
const adjacent = 6;
const skipped = 1;
/** The whole of what stands behind the slash, or of the word where it ends. */
const wholeEvent = 40;
const wordEnd = 3;

/** Longer terms are no abbreviation: they have to stand in the name as they are. */
const longestTerm = 64;

const none = -1_000_000;

/**
 * Matches names with the letters of `term`, whatever their case. The first letter begins a word of the name (after `/`, `_`, `-` or
 * `.`), or the term stands in it as a whole: without that rule nearly every long name would match. Of several ways the best is taken.
 * Time is the term's length times the name's.
 */
export function fuzzyMatcher(term: string): (name: string) => FuzzyMatch | undefined {
  const wanted = term.toLowerCase();
  if (wanted === '') return () => ({ score: letter, positions: [] });
  if (wanted.length > longestTerm) return (name) => asWhole(name.toLowerCase(), wanted);
  return (name) => {
    const text = name.toLowerCase();
    return isSubsequence(text, wanted) ? best(text, wanted) : undefined;
  };
}

function isSubsequence(text: string, wanted: string): boolean {
  let from = 0;
  for (let at = 0; at < wanted.length; at++) {
    from = text.indexOf(wanted.charAt(at), from) + 1;
    if (from === 0) return false;
  }
  return true;
}

/** Whether a word begins here: at the start, and after what is no letter or digit. */
export const beginsWord = (text: string, position: number): boolean =>
  position === 0 || !isWordCharacter(text.charCodeAt(position - 1));

const isWordCharacter = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90);

function asWhole(text: string, wanted: string): FuzzyMatch | undefined {
  const start = text.indexOf(wanted);
  if (start < 0) return undefined;
  return { score: wanted.length, positions: Array.from(wanted, (_, at) => start + at) };
}

/** One row a letter of `wanted`: the best score with that letter at each place of the text, and where the letter before it was. */
function best(text: string, wanted: string): FuzzyMatch | undefined {
  const from = new Int16Array(wanted.length * text.length);
  let row = firstRow(text, wanted);
  for (let index = 1; index < wanted.length; index++) {
    row = nextRow(text, wanted.charAt(index), row, from.subarray(index * text.length, (index + 1) * text.length));
  }
  const { end, score } = bestEnd(text, row);
  if (score <= none / 2) return undefined;
  const event = text.slice(text.indexOf('/') + 1);
  const total = score + (event === wanted || text === wanted ? wholeEvent : 0);
  // What was skipped can cost more than the letters gain.
  return { score: Math.max(total, letter), positions: trace(from, wanted.length, text.length, end) };
}

function firstRow(text: string, wanted: string): Int32Array {
  const row = new Int32Array(text.length).fill(none);
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== wanted[0]) continue;
    const begins = beginsWord(text, at);
    if (begins || text.startsWith(wanted, at)) row[at] = letter + (begins ? wordStart : 0);
  }
  return row;
}

/** `from` gets for each place that the letter can have where the letter before it stands then. */
function nextRow(text: string, wanted: string, row: Int32Array, from: Int16Array): Int32Array {
  const next = new Int32Array(text.length).fill(none);
  // The best that ends before the letter to the left, less what was skipped since.
  let reached = none;
  let reachedAt = 0;
  for (let at = 1; at < text.length; at++) {
    const before = row[at - 1] ?? none;
    if (text[at] === wanted) {
      const follows = before + adjacent;
      const leaps = reached - skipped;
      const score = Math.max(follows, leaps);
      next[at] = score <= none / 2 ? none : score + letter + (beginsWord(text, at) ? wordStart : 0);
      from[at] = follows >= leaps ? at - 1 : reachedAt;
    }
    reached -= skipped;
    if (before >= reached) {
      reached = before;
      reachedAt = at - 1;
    }
  }
  return next;
}

function bestEnd(text: string, row: Int32Array): { end: number; score: number } {
  let end = 0;
  let score = none;
  for (let at = 0; at < text.length; at++) {
    const reached = row[at] ?? none;
    if (reached <= none / 2) continue;
    const ended = reached + (at + 1 === text.length || !isWordCharacter(text.charCodeAt(at + 1)) ? wordEnd : 0);
    if (ended <= score) continue;
    score = ended;
    end = at;
  }
  return { end, score };
}

function trace(from: Int16Array, length: number, width: number, end: number): number[] {
  const positions = [end];
  for (let index = length - 1; index > 0; index--) positions.unshift(from[index * width + (positions[0] ?? 0)] ?? 0);
  return positions;
}
