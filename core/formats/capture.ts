/** Splits a capture (all format files with `tail`'s headers between them) into the format files it holds. */
import { isNamePart } from './names';
import type { FormatProblem } from './types';

/** Where one format file stands in the capture: UTF-16 offsets, `end` exclusive. */
export interface CaptureSection {
  /** `category/event`. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The command that makes a capture by hand, as sentences for people show it. */
export const captureCommand = 'cd /sys/kernel/tracing/events && tail -n +1 */*/format | gzip';

/** One pass over the text; nothing inside the sections is read. A tracepoint that comes twice keeps its first text. */
export function parseCapture(text: string): { sections: CaptureSection[]; problems: FormatProblem[] } {
  const sections = new Map<string, CaptureSection>();
  const problems: FormatProblem[] = [];
  const foreign: string[] = [];
  const repeated: string[] = [];
  let header = nextHeader(text, 0);
  while (header !== undefined) {
    const next = nextHeader(text, header.end);
    const name = tracepointOf(header.path);
    if (name === undefined) foreign.push(header.path);
    else if (sections.has(name)) repeated.push(name);
    else sections.set(name, { name, start: header.end, end: next ? endBefore(text, next.start) : text.length });
    header = next;
  }
  const last = [...sections.values()].at(-1);
  if (last === undefined) problems.push({ message: noHeader(text) });
  else if (last.end === text.length && !text.endsWith('\n')) {
    problems.push({ tracepoint: last.name, message: 'The capture ends in the middle of this tracepoint.' });
  }
  if (foreign.length > 0) problems.push({ message: summary(foreign, 'no format file of a tracepoint', 'left out') });
  if (repeated.length > 0) problems.push({ message: summary(repeated, 'in the capture twice', 'read the first time') });
  return { sections: [...sections.values()], problems };
}

interface Header {
  readonly path: string;
  /** Of the line. */
  readonly start: number;
  /** After the line's end, where the file's text starts. */
  readonly end: number;
}

/** At the start of a line only, and strict, so that a print format that holds arrows is not taken for a header. */
const headerLine = /==> ([\w./:+-]*\/[\w.:+-]+) <==[ \t]*\r?(?:\n|$)/y;

function nextHeader(text: string, from: number): Header | undefined {
  let at = text.startsWith('==> ', from) ? from : lineStart(text, from);
  while (at !== -1) {
    headerLine.lastIndex = at;
    const match = headerLine.exec(text);
    if (match?.[1] !== undefined) return { path: match[1], start: at, end: at + match[0].length };
    at = lineStart(text, at);
  }
  return undefined;
}

/** `tail` puts an empty line before each header but the first: it is not the file's. */
function endBefore(text: string, header: number): number {
  if (text.startsWith('\n\n', header - 2)) return header - 1;
  return text.startsWith('\n\r\n', header - 3) ? header - 2 : header;
}

/** Offset of the next line after `from` that starts with an arrow, or -1. */
function lineStart(text: string, from: number): number {
  const newline = text.indexOf('\n==> ', from);
  return newline === -1 ? -1 : newline + 1;
}

/** `sched/sched_switch/format`, with `./` or with a path that ends in `events/` before it. */
function tracepointOf(path: string): string | undefined {
  const parts = path.split('/');
  const [category = '', event = '', file] = parts.slice(-3);
  const folder = parts.slice(0, -3).at(-1);
  if (file !== 'format' || !(folder === undefined || folder === '.' || folder === 'events')) return undefined;
  return isNamePart(category) && isNamePart(event) ? `${category}/${event}` : undefined;
}

function noHeader(text: string): string {
  const seen =
    text.trim() === '' ? 'The capture is empty.' : 'This is no capture: no line reads “==> category/event/format <==”.';
  return `${seen} Make one on the target, as root: ${captureCommand} > capture.gz`;
}

function summary(names: readonly string[], what: string, consequence: string): string {
  const [first = ''] = names;
  const shown = first.length <= 80 ? first : `${first.slice(0, 80)}…`;
  if (names.length === 1) return `${shown} is ${what}; it was ${consequence}.`;
  return `${names.length} entries, ${shown} the first of them, are ${what}; they were ${consequence}.`;
}
