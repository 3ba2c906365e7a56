/** Finds compile_commands.json and takes from it what matters for compiling a file for BPF. */
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { splitShellWords } from './shell-words';

const fileName = 'compile_commands.json';
/** Bytes. The Linux kernel's own has 30 MB. */
const largest = 128 * 1024 * 1024;

export interface CompileFlags {
  /** For clang, without compiler, output, input, target and whatever else we set. */
  readonly flags: readonly string[];
  /** Where relative paths in the flags start. */
  readonly directory?: string;
  /** Why a compile_commands.json that is there is not used. */
  readonly problem?: string;
}

/**
 * The nearest compile_commands.json for a source file: in its folder or one above it, or in `build/` of one of them, not
 * above `root`. Undefined where there is none.
 */
export async function findCompileCommands(file: string, root?: string): Promise<string | undefined> {
  const top = root === undefined ? undefined : resolve(root);
  let folder = dirname(resolve(file));
  for (;;) {
    for (const candidate of [join(folder, fileName), join(folder, 'build', fileName)]) {
      if (await isFile(candidate)) return candidate;
    }
    const parent = dirname(folder);
    if (folder === top || parent === folder) return undefined;
    folder = parent;
  }
}

/** The flags for `file` in a compile_commands.json; none where it has no entry for it, or cannot be read. Never throws. */
export async function readCompileFlags(compileCommands: string, file: string): Promise<CompileFlags> {
  const text = await readBounded(compileCommands);
  if (text === undefined) return { flags: [], problem: `${compileCommands} cannot be read.` };
  return selectFlags(text, file, dirname(compileCommands));
}

/** As `readCompileFlags`, from the text. `base` is where a relative `directory` starts. */
export function selectFlags(text: string, file: string, base: string): CompileFlags {
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch {
    return { flags: [], problem: `${fileName} is not JSON.` };
  }
  if (!Array.isArray(entries)) return { flags: [], problem: `${fileName} is not a list.` };
  const wanted = resolve(file);
  for (const entry of entries as unknown[]) {
    if (typeof entry !== 'object' || entry === null) continue;
    const { file: name, directory: given, arguments: list, command } = entry as Record<string, unknown>;
    if (typeof name !== 'string') continue;
    const directory = resolve(base, typeof given === 'string' ? given : '.');
    if (resolve(directory, name) !== wanted) continue;
    const words = Array.isArray(list)
      ? (list as unknown[]).filter((word): word is string => typeof word === 'string')
      : splitShellWords(typeof command === 'string' ? command : '');
    return { flags: usableFlags(words), directory };
  }
  return { flags: [] };
}

/** Flags we give ourselves, or that ask for something other than an object file: with their value in the next word … */
const droppedWithValue = new Set([
  '-o',
  '-target',
  '--target',
  '-MF',
  '-MT',
  '-MQ',
  '-MJ',
  '-x',
  '-arch',
  '-Xlinker',
  '--serialize-diagnostics',
]);
/** … or alone. */
const dropped =
  /^(?:-c|-S|-E|-M[DMPGV]*|-g\w*|-O\w*|-o.+|--?target=.*|-M[FTQJ].+|-Wl,.*|-l.+|-pipe|-fdiagnostics-.*|-f(?:no-)?(?:color|caret)-diagnostics|-fcolor-diagnostics|-fsyntax-only|-emit-llvm|-flto(?:=.*)?)$/;
/** Of a host compiler: clang refuses or ignores them for BPF. Plugins, such as gcc's for the kernel, are code that would run here. */
const hostOnly =
  /^-(?:m(?!cpu=|llvm|attr)[\w-]+(?:=.*)?|f(?:no-)?(?:pic|PIC|pie|PIE|plt|stack-protector[\w-]*|stack-clash-protection|cf-protection.*|sanitize.*|profile.*|coverage.*|plugin.*|pass-plugin.*|omit-frame-pointer|asynchronous-unwind-tables)|pthread|pie|static|shared|rdynamic|march=.*)$/;
const withValue = /^-(?:I|D|U|include|imacros|isystem|idirafter|iquote|iprefix|iwithprefix|isysroot|Xclang|mllvm)$/;

/** What is not a flag is the input, which we name ourselves. */
function usableFlags(words: readonly string[]): string[] {
  const flags: string[] = [];
  for (let at = firstFlag(words); at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') break;
    if (droppedWithValue.has(word)) at += 1;
    else if (word === '-Xclang' && words[at + 1] === '-load') at += 3;
    else if (withValue.test(word)) {
      const value = words[at + 1];
      if (value !== undefined) flags.push(word, value);
      at += 1;
    } else if (!dropped.test(word) && !hostOnly.test(word) && word.startsWith('-')) flags.push(word);
  }
  return flags;
}

/** Behind the compiler, and behind what starts it: `ccache clang`. */
function firstFlag(words: readonly string[]): number {
  const at = words.findIndex((word) => word.startsWith('-'));
  return at < 0 ? words.length : at;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function readBounded(path: string): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    return size > largest ? undefined : await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
