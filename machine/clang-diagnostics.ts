/** Reads what clang says about a program. */

export type Severity = 'error' | 'warning' | 'note';

export interface ClangNote {
  /** As clang prints it; absent where the message has no place. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1, in bytes of the line's UTF-8. */
  readonly column?: number;
  readonly text: string;
}

export interface ClangDiagnostic extends ClangNote {
  /** `fatal error` is an error. */
  readonly severity: Severity;
  /** `-Wunused-variable`, where clang names one. */
  readonly flag?: string;
  /** What follows the diagnostic to explain it: `declared here`, `expanded from macro`. */
  readonly notes: readonly ClangNote[];
}

/** Enough for any file a person wants to mend by hand. */
const most = 2000;

/** Windows paths have a colon of their own; the place is matched from its numbers. Also gcc's `file:line: error:` form. */
const placed = /^(.+?):(\d{1,9}):(?:(\d{1,9}):)?(?:\{[\d:,{}-]*\}:)? (fatal error|error|warning|note|remark): (.*)$/;
/** The driver's: `clang: error: no such file`, or without a name where the back end speaks: `error: unable to …`. */
const unplaced = /^(?:[^\s:]*clang[^\s:]*: )?(fatal error|error|warning|note): (.*)$/;

/**
 * Every diagnostic of clang's stderr (with `-fno-caret-diagnostics -fno-color-diagnostics`), in order, notes attached to what
 * they explain. Other lines are skipped: `In file included from`, `1 error generated.`. Never throws.
 */
export function parseClangDiagnostics(stderr: string): ClangDiagnostic[] {
  const diagnostics: (ClangDiagnostic & { notes: ClangNote[] })[] = [];
  for (const line of stderr.split(/\r?\n/)) {
    if (diagnostics.length >= most) break;
    if (line.length > 20_000) continue;
    const message = readLine(line);
    if (message === undefined) continue;
    const { severity, rest, place } = message;
    if (severity === 'note') {
      const last = diagnostics.at(-1);
      if (last !== undefined && last.notes.length < 100) last.notes.push({ ...place, text: rest });
      continue;
    }
    const flag = /^(.*) \[(-W[^\]]+)\]$/.exec(rest);
    diagnostics.push({
      ...place,
      severity,
      text: flag?.[1] ?? rest,
      ...(flag?.[2] === undefined ? {} : { flag: flag[2] }),
      notes: [],
    });
  }
  return diagnostics.filter(isFirst);
}

/** Clang's messages with the file at the beginning of each made absolute; other lines as they are. */
export function withAbsolutePaths(stderr: string, absolute: (file: string) => string): string {
  return stderr
    .split('\n')
    .map((line) => {
      const file = line.length > 20_000 ? undefined : placed.exec(line)?.[1];
      return file === undefined ? line : absolute(file) + line.slice(file.length);
    })
    .join('\n');
}

interface Message {
  readonly severity: Severity;
  readonly rest: string;
  readonly place: { readonly file?: string; readonly line?: number; readonly column?: number };
}

function readLine(line: string): Message | undefined {
  const match = placed.exec(line);
  if (match !== null) {
    const [, file = '', lineNumber = '', column, word = '', rest = ''] = match;
    const place = { file, line: Number(lineNumber), ...(column === undefined ? {} : { column: Number(column) }) };
    return { severity: severityOf(word), rest, place };
  }
  const bare = unplaced.exec(line);
  if (bare === null) return undefined;
  return { severity: severityOf(bare[1] ?? ''), rest: bare[2] ?? '', place: {} };
}

function severityOf(word: string): Severity {
  if (word === 'warning') return 'warning';
  return word === 'note' || word === 'remark' ? 'note' : 'error';
}

/** The back end repeats itself: "Looks like the BPF stack limit of 512 bytes is exceeded" once for each store. */
function isFirst(diagnostic: ClangDiagnostic, index: number, all: readonly ClangDiagnostic[]): boolean {
  const before = all[index - 1];
  return !(
    before?.file === diagnostic.file &&
    before?.line === diagnostic.line &&
    before?.column === diagnostic.column &&
    before?.text === diagnostic.text
  );
}
