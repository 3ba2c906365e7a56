/** The names of integer types that a value can have: those of C, and those that people who write for the kernel use. */
import { isSignedType, sizeOfType } from '../formats/c-type';
import type { IntegerType } from './types';

/** Words that are part of a type's name and of nothing else. */
const typeWords = new Set('unsigned signed int long short char const bool _Bool'.split(' '));

export const isTypeWord = (word: string): boolean => typeWords.has(word);

/** Whether it names a type of integers, spelled as one would in C. */
export const isTypeName = (text: string): boolean => integerType(text) !== undefined;

/** `char *`, also `const char*`: a value of that type is shown as text. */
export const isTextType = (text: string): boolean => /^(?:const )?char\*$/.test(tidy(text).replace(' *', '*'));

/** What `(type)` makes of a value; undefined where it is neither an integer nor text. */
export const castType = (text: string): IntegerType | 'text' | undefined =>
  isTextType(text) ? 'text' : integerType(text);

/** As argdist's users spell it: `u32`, `s64`, `bool`. */
export const argdistName = ({ bytes, signed, shown }: IntegerType): string =>
  shown ?? `${signed ? 's' : 'u'}${bytes * 8}`;

const tidy = (text: string): string => text.trim().replace(/\s+/g, ' ');

/** Undefined for what is no integer, or known only to the kernel's own headers. */
export function integerType(text: string): IntegerType | undefined {
  const name = canonical(tidy(text).replace(/^const /, ''));
  const bytes = name.includes('*') || name.startsWith('enum ') ? undefined : sizeOfType(name);
  if (bytes !== 1 && bytes !== 2 && bytes !== 4 && bytes !== 8) return undefined;
  if (name === 'bool' || name === '_Bool') return { kind: 'integer', bytes, signed: false, shown: 'bool' };
  if (name === 'char') return { kind: 'integer', bytes, signed: true, shown: 'char' };
  return { kind: 'integer', bytes, signed: isSignedType(name) };
}

/** `long unsigned int` and `unsigned long` are one type; so are `short int` and `short`. */
function canonical(name: string): string {
  const words = name.split(' ');
  if (!words.every((word) => ['unsigned', 'signed', 'int', 'long', 'short', 'char'].includes(word))) return name;
  const count = (word: string): number => words.filter((one) => one === word).length;
  const unsigned = count('unsigned') === 1;
  const [long, short, char, int] = [count('long'), count('short'), count('char'), count('int')];
  const possible =
    count('unsigned') + count('signed') <= 1 &&
    int <= 1 &&
    ((char === 1 && long + short + int === 0) ||
      (char === 0 && ((short === 1 && long === 0) || (short === 0 && long <= 2))));
  if (!possible) return name;
  const size = char ? 'char' : short ? 'short' : long === 2 ? 'long long' : long === 1 ? 'long' : 'int';
  const sign = unsigned ? 'unsigned ' : char && count('signed') ? 'signed ' : '';
  return sign + size;
}
