/** The verifier's log as a document that people read: explained at its head, cut in the middle where it is too long. Pure. */
import { cutMiddle, usualLimits, type LogLimits } from '../../core/verifier/log-limits';
import { annotateLog, type LogLine, type Refusal, type SourcePlace } from '../../core/verifier/refusal';
import { cut, kernelName, type RefusedBy } from '../../machine/refusal-texts';

export interface LogDocument {
  readonly text: string;
  /** One entry a line of the text. */
  readonly lines: readonly LogLine[];
  /** Index of the line that says why it was refused. */
  readonly refusedLine: number;
  readonly place: SourcePlace | undefined;
}

export interface RefusedProgram {
  readonly program: string;
  readonly log: string;
  readonly object: Uint8Array | undefined;
  readonly refusal: Refusal;
  readonly by: RefusedBy;
}

export function logDocument(refused: RefusedProgram, limits: LogLimits = usualLimits): LogDocument {
  const { program, log, object, refusal } = refused;
  const { head, tail, mark } = cutMiddle(log, limits);
  const lines = [
    ...header(refused),
    ...annotateLog(head, program, object),
    ...mark.map((text): LogLine => ({ text, kind: 'note' })),
    ...(mark.length > 0 ? annotateLog(tail, program, object) : []),
  ];
  return {
    text: lines.map(({ text }) => text).join('\n') + '\n',
    lines,
    refusedLine: refusedLine(lines, refusal.kernelWords),
    place: refusal.place,
  };
}

function header({ program, refusal, by }: RefusedProgram): LogLine[] {
  return [
    `# ${kernelName(by)} refused ${program}`,
    ...refusal.explanation.split('\n').map((line) => `# ${line}`),
    ...refusal.fix.split('\n').map((line, index) => `# ${index === 0 ? 'Fix: ' : ''}${line}`),
    '',
  ].map((text): LogLine => ({ text, kind: 'note' }));
}

function refusedLine(lines: readonly LogLine[], kernelWords: string): number {
  const words = kernelWords.trim();
  const said = words === '' ? -1 : lines.findLastIndex(({ text }) => text.trim() === words);
  if (said >= 0) return said;
  const error = lines.findLastIndex(({ kind }) => kind === 'error');
  if (error >= 0) return error;
  return Math.max(
    lines.findLastIndex(({ kind, text }) => kind !== 'summary' && text.trim() !== ''),
    0,
  );
}

/** What folds: a source line with the instructions and states behind it, up to the next. Line indexes, both ends within. */
export function foldings(lines: readonly LogLine[]): { start: number; end: number }[] {
  const folds: { start: number; end: number }[] = [];
  let start = -1;
  const close = (next: number): void => {
    if (start >= 0 && next - 1 > start) folds.push({ start, end: next - 1 });
    start = -1;
  };
  lines.forEach(({ kind }, index) => {
    if (kind === 'instruction' || kind === 'state') return;
    close(index);
    if (kind === 'source') start = index;
  });
  close(lines.length);
  return folds;
}

/** Columns of the source text in a line of the log: behind `; `, without the `@ file:line` that newer kernels add. */
export function sourceColumns(text: string): { start: number; end: number } {
  const start = /^\s*;?\s*/.exec(text)?.[0].length ?? 0;
  const end = text.search(/\s*@\s+\S+:\d+\s*$/);
  return { start, end: end > start ? end : text.trimEnd().length };
}

/** `file.c:23  return *p;` for a lens. */
export const placeLabel = (fileName: string, { line, text }: SourcePlace): string =>
  `${fileName}:${line}${text === '' ? '' : `  ${cut(text.trim(), 80)}`}`;
