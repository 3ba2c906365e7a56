/** Reads one format file, `events/<category>/<event>/format` under tracefs, into a tracepoint. */
import { readFields, type FieldLine, type KnownFields, type ReadField } from './format-fields';
import { isNamePart, splitName } from './names';
import type { Field, FormatProblem, Tracepoint, TracepointKind } from './types';

/** Told of one file; more say nothing new, and a binary file would have one a line. */
const mostProblems = 50;

/**
 * The tracepoint, and what could not be read of it. It is undefined where the text has no field, no usable name or no print
 * format (the kernel always writes one, so its end is missing and perhaps fields with it).
 *
 * `name` is `category/event` as the path says it. Without it the category is empty, as a format file names only its event.
 * Problems carry the line from 1. `known` is shared by the format files of one kernel.
 */
export function parseFormat(
  text: string,
  name?: string,
  known: KnownFields = new Map(),
): { tracepoint?: Tracepoint; problems: FormatProblem[] } {
  const problems: FormatProblem[] = [];
  const report = (message: string, line?: number): void => {
    if (problems.length === mostProblems) return;
    problems.push({ ...(name !== undefined && { tracepoint: name }), ...(line !== undefined && { line }), message });
  };
  const { head, printFormat } = splitPrintFormat(text);
  const read = readLines(head);
  for (const { line, text: unknown } of read.unknown)
    report(`“${shorten(unknown)}” is no line of a format file.`, line);
  const names = identity(name, read.event, report);
  const fields = readFields(read.fieldLines, report, known);
  if (fields.length === 0) report('It has no field that can be read.');
  if (printFormat === undefined) report('It is cut off: there is no “print fmt:”.');
  if (read.id === undefined) report('The line “ID:” with its number is missing.');
  if (names === undefined || fields.length === 0 || printFormat === undefined) return { problems };
  return { tracepoint: assemble(names, read.id ?? 0, fields, printFormat), problems };
}

interface Names {
  readonly category: string;
  readonly event: string;
}

interface Head {
  readonly event?: string;
  readonly id?: number;
  readonly fieldLines: readonly FieldLine[];
  readonly unknown: readonly { readonly line: number; readonly text: string }[];
}

/** The print format is everything to the text's end: it can span lines, and can hold lines that look like fields. */
function splitPrintFormat(text: string): { head: string; printFormat?: string } {
  const match = /^print fmt:[ \t]?/m.exec(text);
  if (match === null) return { head: text };
  const rest = text.slice(match.index + match[0].length);
  return { head: text.slice(0, match.index), printFormat: rest.replaceAll('\r\n', '\n').trimEnd() };
}

function readLines(head: string): Head {
  const fieldLines: FieldLine[] = [];
  const unknown: { line: number; text: string }[] = [];
  let event: string | undefined;
  let id: number | undefined;
  let firstBlock = true;
  let line = 0;
  for (const raw of head.split('\n')) {
    const text = raw.trim();
    line++;
    if (text === '') firstBlock &&= fieldLines.length === 0;
    else if (text.startsWith('field:')) fieldLines.push({ line, text, firstBlock });
    else if (text.startsWith('name:') && event === undefined) event = text.slice('name:'.length).trim();
    else if (/^ID:\s*\d{1,9}$/.test(text) && id === undefined) id = Number(text.slice('ID:'.length));
    else if (text !== 'format:') unknown.push({ line, text });
  }
  return { ...(event !== undefined && { event }), ...(id !== undefined && { id }), fieldLines, unknown };
}

/** The path's name decides, because it is what a program attaches to. */
function identity(
  path: string | undefined,
  event: string | undefined,
  report: (message: string) => void,
): Names | undefined {
  if (event === undefined) report('The line “name:” is missing.');
  else if (!isNamePart(event)) report(`“${shorten(event)}” cannot be the name of an event.`);
  if (path === undefined) return event !== undefined && isNamePart(event) ? { category: '', event } : undefined;
  const names = splitName(path);
  if (names === undefined) report(`“${shorten(path)}” is no category/event.`);
  else if (event !== undefined && event !== names.event && isNamePart(event)) {
    report(`Its own name, ${event}, is not that of its path.`);
  }
  return names;
}

function assemble({ category, event }: Names, id: number, all: readonly ReadField[], printFormat: string): Tracepoint {
  const kind = kindOf(category, event);
  const commonFields = all.filter(({ common }) => common).map(({ field }) => field);
  const own = all.filter(({ common }) => !common).map(({ field }) => field);
  const fields = kind === 'record' ? own : own.filter((field) => !isCopiedArgument(field));
  const last = fields.at(-1) ?? commonFields.at(-1);
  return {
    category,
    event,
    name: category === '' ? event : `${category}/${event}`,
    id,
    kind,
    attachable: isAttachableCategory(category) && !own.some((field) => probeFields.has(field.name)),
    commonFields,
    fields,
    hiddenFields: kind === 'record' ? [] : own.filter(isCopiedArgument),
    recordSize: endOf(last),
    attachEnd: Math.max(endOf(last), ...own.map(endOf)),
    printFormat,
  };
}

const endOf = (field: Field | undefined): number => (field === undefined ? 0 : field.offset + field.size);

function kindOf(category: string, event: string): TracepointKind {
  if (category !== 'syscalls') return 'record';
  if (event.startsWith('sys_enter_')) return 'syscall-enter';
  return event.startsWith('sys_exit_') ? 'syscall-exit' : 'record';
}

/**
 * `__filename_val` and its like: user-space strings that kernels from 6.19 on append to syscalls' records. BPF gets
 * `struct syscall_tp_t` instead, without them (seen on 7.3: the program loads, attaches and reads 0).
 */
const isCopiedArgument = (field: Field): boolean => field.location === 'data_loc' && /^__.*_val$/.test(field.name);

/** Default groups of events without a tracepoint behind them: perf_event_open's BPF attach answers EINVAL. */
const unattachableCategories = new Set(['ftrace', 'kprobes', 'uprobes', 'eprobes', 'synthetic']);

/** False where no event of the category can be attached to; where it is true, `Tracepoint.attachable` decides. */
export const isAttachableCategory = (category: string): boolean => !unattachableCategories.has(category);

/** Only probe events have these, whatever group they were put into (kernel/trace/trace_probe.h: FIELD_STRING_*). */
const probeFields = new Set(['__probe_ip', '__probe_func', '__probe_ret_ip']);

const shorten = (text: string): string => (text.length <= 60 ? text : `${text.slice(0, 60)}…`);
