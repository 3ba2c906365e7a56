/** Writes entries for BPF programs into a compile_commands.json (https://clang.llvm.org/docs/JSONCompilationDatabase.html). */
import { resolve } from 'node:path';
import { failure, success, type Result } from '../core/result';

export interface CompileEntry {
  /** Where clang runs, absolute. */
  readonly directory: string;
  /** Absolute. */
  readonly file: string;
  /** The compiler first. */
  readonly arguments: readonly string[];
}

/**
 * The file's text with `entries` in it: in the places of those for the same sources, else at the end. All others stay as they
 * are. `text` is undefined where there is no file, `base` its folder. A failure is a sentence: what is there is no list.
 */
export function withCompileEntries(
  text: string | undefined,
  entries: readonly CompileEntry[],
  base: string,
): Result<string, string> {
  const known = text === undefined || text.trim() === '' ? [] : readList(text);
  if (typeof known === 'string') return failure(known);
  const waiting = new Map(entries.map((entry) => [resolve(entry.file), entry]));
  const seen = new Set<string>();
  const merged: unknown[] = [];
  for (const entry of known) {
    const file = sourceOf(entry, base);
    const ours = file === undefined ? undefined : waiting.get(file);
    if (file === undefined || ours === undefined) merged.push(entry);
    // A source may be compiled twice; for us it is once.
    else if (!seen.has(file)) merged.push(ours);
    if (file !== undefined && ours !== undefined) seen.add(file);
  }
  for (const [file, entry] of waiting) if (!seen.has(file)) merged.push(entry);
  return success(`${JSON.stringify(merged, null, 2)}\n`);
}

function readList(text: string): readonly unknown[] | string {
  try {
    const value = JSON.parse(text) as unknown;
    return Array.isArray(value) ? (value as unknown[]) : 'It is not a list.';
  } catch {
    return 'It is not JSON.';
  }
}

/** Absolute path of an entry's source. */
function sourceOf(entry: unknown, base: string): string | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { file, directory } = entry as Record<string, unknown>;
  if (typeof file !== 'string') return undefined;
  return resolve(base, typeof directory === 'string' ? directory : '.', file);
}

/** Flags that tell how clang's words look, not what it compiles. */
const looks = /^-f(?:no-caret-diagnostics|no-color-diagnostics)$|^-ferror-limit=/;

/**
 * An entry's flags, of the options that Compile gives clang (`prepareCommand`), each once: what an earlier entry of ours
 * brought in through compile_commands.json is not written again.
 */
export function entryFlags(options: readonly string[]): string[] {
  const flags: string[] = [];
  const seen = new Set<string>();
  for (let at = 0; at < options.length; at += 1) {
    const word = options[at] ?? '';
    const isPair = /^-(?:target|idirafter|isystem|I|D|U|include|iquote)$/.test(word);
    const pair = isPair ? [word, options[at + 1] ?? ''] : [word];
    if (isPair) at += 1;
    const key = pair.join(' ');
    if (looks.test(word) || seen.has(key)) continue;
    seen.add(key);
    flags.push(...pair);
  }
  return flags;
}
