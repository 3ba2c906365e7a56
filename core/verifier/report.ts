/** The report that kernels from 7.3 on write below the log: what, why, where, how it came to that, what to do. */
import type { RawLine } from './log-lines';
import type { RefusalStep, SourcePlace } from './types';

export interface ReportedStep {
  /** The kernel's words: `R0 changed from uninitialized value to nullable map value from entries at offset 0`. */
  readonly text: string;
  /** As the log counts. */
  readonly instruction?: number;
  /** As the report says it: a file's name without folders. */
  readonly place?: SourcePlace;
}

export interface Report {
  /** `Register Type Safety: Invalid dereference`. */
  readonly title: string;
  readonly reason: string;
  readonly suggestion: string;
  readonly at?: ReportedStep;
  /** Oldest first. */
  readonly path: readonly ReportedStep[];
}

const prefix = 'Verification failed: ';

/** Undefined if the log has none. The last one counts. */
export function readReport(lines: readonly RawLine[]): Report | undefined {
  let start = lines.length - 1;
  while (start >= 0 && !lines[start]?.text.startsWith(prefix)) start--;
  if (start < 0) return undefined;
  const parts = new Map<string, string[]>();
  let current: string[] | undefined;
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at];
    if (line?.kind !== 'report') break;
    const heading = /^(Reason|At|Active lock|Causal path|Suggestion):$/.exec(line.text)?.[1];
    if (heading !== undefined) parts.set(heading, (current = []));
    else current?.push(line.text);
  }
  const text = (name: string): string => paragraph(parts.get(name) ?? []);
  const at = stepsOf(parts.get('At') ?? [])[0];
  return {
    title: lines[start]?.text.slice(prefix.length) ?? '',
    reason: text('Reason'),
    suggestion: text('Suggestion'),
    ...(at && { at }),
    path: [...stepsOf(parts.get('Active lock') ?? []), ...stepsOf(parts.get('Causal path') ?? [])].filter(
      ({ text }) => text !== '',
    ),
  };
}

const paragraph = (lines: readonly string[]): string =>
  lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');

/** Each begins with `function @ file.c:7:24`, with the file where the function has no name, with `insn 7` where no source is known. */
const heading = /^ {2}(?:(?:\S+ @ )?([^\s|].*):(\d{1,9}):(\d{1,9})|insn (\d{1,9}))$/;

/** `12 intermediate causal-history events omitted`: a step that is none. */
const leftOut = /^ {2}(\d+ (?:intermediate|older) causal-history events? .*)$/;

function stepsOf(lines: readonly string[]): readonly ReportedStep[] {
  const found: string[][] = [];
  for (const line of lines) {
    if (heading.test(line) || leftOut.test(line)) found.push([line]);
    else found.at(-1)?.push(line);
  }
  return found.map(stepOf);
}

function stepOf(lines: readonly string[]): ReportedStep {
  const omitted = leftOut.exec(lines[0] ?? '')?.[1];
  if (omitted !== undefined) return { text: omitted };
  const [, file, line, column, insn] = heading.exec(lines[0] ?? '') ?? [];
  const marked = lines.filter((each) => each.startsWith('  >>>'));
  const code = marked.map((each) => /^ {2}>>> +(\d{1,9}) \| \([0-9a-f]{2}\) /.exec(each)?.[1]).find(Boolean) ?? insn;
  const text = marked
    .map((each) => /^ {2}>>> +\d+ \|(?! \([0-9a-f]{2}\) )(.*)$/.exec(each)?.[1])
    .find((each) => each !== undefined);
  return {
    text: annotation(lines),
    ...(code !== undefined && { instruction: Number(code) }),
    ...(file !== undefined && {
      place: { file, line: Number(line), column: Number(column), text: (text ?? '').trim() },
    }),
  };
}

/** What stands behind `^--`, without the word before it where it says nothing (`update:`), with the lines that it goes on over. */
function annotation(lines: readonly string[]): string {
  const start = lines.findIndex((line) => /^ +\| *\^-- /.test(line));
  if (start < 0) return '';
  const words = [(lines[start] ?? '').replace(/^[ |]*\^-- /, '')];
  for (const line of lines.slice(start + 1)) {
    const more = /^ +\| {4,}(\S.*)$/.exec(line)?.[1];
    if (more === undefined) break;
    words.push(more);
  }
  const text = paragraph(words).replace(/^(?:update|branch|context|error): /, '');
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** The step for people: at the instruction's place, where the object tells it, else as reported. */
export function reportedStep(step: ReportedStep, placeOf: (index: number) => SourcePlace | undefined): RefusalStep {
  const exact = step.instruction === undefined ? undefined : placeOf(step.instruction);
  const place = exact && exact.line > 0 && exact.column > 0 ? exact : (step.place ?? exact);
  return { text: `${step.text}.`, ...(place && { place }) };
}
