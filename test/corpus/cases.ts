/** The corpus as plain data: programs that are right for Debian 12's 6.1, what breaks them, and what only looks as if it did. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { mutations } from './mutations';
import type { Edit, Mutation, NearMiss } from './mutations/types';
import { nearMisses as nearMissEdits } from './near-misses';

/** Where the programs stand, and the headers that they include with quotes. */
export const programsDirectory: string = path.resolve('test/corpus/programs');

/** Holds `vmlinux.h`: for clang's `-I`. */
export const includeDirectory: string = path.resolve('test/corpus/include');

export interface CorpusProgram {
  /** `NAME.bpf.c` in {@link programsDirectory}. */
  readonly file: string;
  readonly text: string;
}

/** Every program, by name. */
export function programs(): CorpusProgram[] {
  return readdirSync(programsDirectory)
    .filter((file) => file.endsWith('.bpf.c'))
    .sort()
    .map((file) => ({ file, text: textOf(file) }));
}

/** Every mutation, with the text that it leaves. */
export function mutated(): (Mutation & CorpusProgram)[] {
  return mutations.map((mutation) => ({ ...mutation, text: edited(mutation) }));
}

/** Every near miss, with the text that it leaves: none is to be flagged. */
export function nearMisses(): (NearMiss & CorpusProgram)[] {
  return nearMissEdits.map((edit) => ({ ...edit, text: edited(edit) }));
}

/**
 * UTF-16 offsets of the text that a mutation's diagnostic must lie in. Throws if the text does not hold it: the corpus is
 * ours, and a wrong entry is a mistake in it.
 */
export function placeOf({ title, text, at, occurrence = 1 }: Mutation & CorpusProgram): { start: number; end: number } {
  let start = -1;
  for (let count = 0; count < occurrence; count++) {
    start = text.indexOf(at, start + 1);
    if (start < 0) throw new Error(`${title}: ${count} times "${at}", not ${occurrence}`);
  }
  return { start, end: start + at.length };
}

function textOf(file: string): string {
  return readFileSync(path.join(programsDirectory, file), 'utf8');
}

function edited({ file, title, find, replace }: Edit): string {
  const [before, after, ...more] = textOf(file).split(find);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${title}: "${find}" must stand once in ${file}`);
  }
  return before + replace + after;
}
