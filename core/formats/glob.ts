/** Patterns over `category/event`, in fnmatch's way: `*`, `?`, `[abc]`, `[a-z]`, `[!abc]`; `*` and `?` also match the slash. */
import { normaliseName } from './names';

/** Whether the whole name matches the pattern; for many names, `globMatcher` reads the pattern once. */
export const matchGlob = (pattern: string, name: string): boolean => globMatcher(pattern)(name);

/**
 * Tells of names whether they match as a whole. Pattern and name may be spelled `category:event`. Never slower than pattern length times
 * name length: on a mismatch only the last star takes one character more. A `[` that is never closed stands for itself.
 */
export function globMatcher(pattern: string): (name: string) => boolean {
  const elements = readPattern(normaliseName(pattern), '!^');
  return (name) => matches(elements, normaliseName(name));
}

/**
 * As Python's `fnmatch` on Linux, and so bcc's tplist, has it: case counts, only `!` negates a class, and `:` and `/` are characters like
 * others.
 */
export function fnmatcher(pattern: string): (text: string) => boolean {
  const elements = readPattern(pattern, '!');
  return (text) => matches(elements, text);
}

type Element = '*' | ((character: string) => boolean);

/** `negations` are the characters that negate a class. */
function readPattern(pattern: string, negations: string): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    const close = character === '[' ? classEnd(pattern, at, negations) : -1;
    if (character === '*') {
      if (elements.at(-1) !== '*') elements.push('*');
    } else if (character === '?') elements.push(() => true);
    else if (close === -1) elements.push((other) => other === character);
    else {
      elements.push(characterClass(pattern.slice(at + 1, close), negations));
      at = close;
    }
  }
  return elements;
}

const isNegation = (character: string, negations: string): boolean => character !== '' && negations.includes(character);

/** Offset of the bracket that closes the class, or -1. A bracket that stands first, also after `!`, is a member. */
function classEnd(pattern: string, open: number, negations: string): number {
  const first = isNegation(pattern.charAt(open + 1), negations) ? open + 2 : open + 1;
  return pattern.indexOf(']', first + 1);
}

function characterClass(content: string, negations: string): (character: string) => boolean {
  const negated = isNegation(content.charAt(0), negations);
  const members = negated ? content.slice(1) : content;
  const ranges: { from: string; to: string }[] = [];
  for (let at = 0; at < members.length; at++) {
    const from = members.charAt(at);
    const isRange = members.charAt(at + 1) === '-' && at + 2 < members.length;
    ranges.push({ from, to: isRange ? members.charAt(at + 2) : from });
    if (isRange) at += 2;
  }
  return (character) => ranges.some(({ from, to }) => from <= character && character <= to) !== negated;
}

function matches(elements: readonly Element[], name: string): boolean {
  let element = 0;
  let at = 0;
  let star = -1;
  let resume = 0;
  while (at < name.length) {
    const wanted = elements[element];
    if (wanted === '*') {
      star = element++;
      resume = at;
    } else if (wanted?.(name.charAt(at))) {
      element++;
      at++;
    } else if (star === -1) return false;
    else {
      element = star + 1;
      at = ++resume;
    }
  }
  return elements.slice(element).every((rest) => rest === '*');
}
