/** Why a load failed, on standard error: each refusal at its source line, explained; each failure at its section. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { explainedPart } from '../../core/verifier/log-limits';
import { explainRefusal, type Refusal, type SourcePlace } from '../../core/verifier/refusal';
import { linesOf } from '../../core/source/lines';
import { isScannable, scanSource } from '../../core/source/scan';
import { failureMessage, refusalMessage, type RefusedBy } from '../../machine/refusal-texts';
import type { SessionFailure } from '../../machine/session-failures';
import { painter, printable } from '../colour';
import { displayPath } from '../paths';

export interface RefusalView {
  /** Path of the source; undefined where only the object is there. */
  readonly source: string | undefined;
  readonly colours: boolean;
  /** Tracepoints of the target with a name near this one, best first. */
  readonly nearest: (tracepoint: string) => readonly string[];
}

/** Lines for standard error; none where no program is to blame. */
export function refusalLines(failed: SessionFailure, view: RefusalView): string[] {
  const by = { target: failed.machine, kernel: failed.kernel };
  return (failed.all ?? [failed]).flatMap((one) => {
    const { program, log } = one;
    if (program === undefined) return [];
    if (log === undefined) return failureLines(one, program, by, view);
    const refusal = explainRefusal(explainedPart(log), program, failed.object);
    return refusedLines(refusal, program, by, view);
  });
}

function refusedLines(refusal: Refusal, program: string, by: RefusedBy, view: RefusalView): string[] {
  const paint = painter(view.colours);
  const [first = '', ...more] = printable(refusalMessage(refusal, by)).split('\n');
  const head = `${paint('bold', `${placeText(refusal.place, view.source ?? program)}:`)} ${paint('red', 'error:')} ${first} [${refusal.code}]`;
  return [
    head,
    ...sourceLines(refusal.place, paint),
    ...more.map((line) => `  ${line}`),
    ...refusal.steps.map(({ text, place }) => {
      const where = place === undefined ? '' : `${placeText(place, '')}: `;
      return `${where}${paint('cyan', 'note:')} ${printable(text)}`;
    }),
  ];
}

function failureLines(failed: SessionFailure, program: string, by: RefusedBy, view: RefusalView): string[] {
  const paint = painter(view.colours);
  const { place, tracepoint } = sectionOf(program, view.source);
  const nearest = failed.cause === 'unknown-event' && tracepoint !== undefined ? view.nearest(tracepoint) : [];
  const [first = '', ...more] = printable(failureMessage(failed, by, nearest)).split('\n');
  const code = failed.cause ?? failed.code;
  return [
    `${paint('bold', `${place}:`)} ${paint('red', 'error:')} ${first} [${code}]`,
    ...more.map((line) => `  ${line}`),
  ];
}

/** Where a program's section stands, and what it names. */
function sectionOf(program: string, source: string | undefined): { place: string; tracepoint?: string } {
  const text = source === undefined ? undefined : readSource(source);
  if (source === undefined || text === undefined) return { place: source ?? program };
  const found = scanSource(text).programs.find(({ name }) => name === program);
  if (!found) return { place: source };
  const { category, event, range } = found.section;
  const { line, column } = linesOf(text)(range.start);
  return {
    place: `${source}:${line}:${column}`,
    ...(category !== undefined && event !== undefined && { tracepoint: `${category}/${event}` }),
  };
}

function readSource(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return isScannable(text) ? text : undefined;
  } catch {
    return undefined; // Removed meanwhile: the failure is told without a place.
  }
}

function placeText(place: SourcePlace | undefined, otherwise: string): string {
  if (place === undefined) return otherwise;
  const file = printable(existsSync(place.file) ? displayPath(resolve(place.file)) : place.file);
  return `${file}${place.line > 0 ? `:${place.line}` : ''}${place.line > 0 && place.column > 0 ? `:${place.column}` : ''}`;
}

/** The line itself, as compilers show it. The white space before it is not known, nor needed. */
function sourceLines(place: SourcePlace | undefined, paint: ReturnType<typeof painter>): string[] {
  const text = printable(place?.text.trim() ?? '');
  if (place === undefined || text === '') return [];
  return [`${String(place.line > 0 ? place.line : '').padStart(5)} ${paint('dim', '|')} ${text}`];
}
