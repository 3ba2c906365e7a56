/** What can follow in a line that is being typed: tracepoints, then values, each as the whole line that taking it would leave. */
import { readCommandLine } from './command-line';

export interface LineCompletion {
  /** What is added, for a list: `block:block_rq_complete`, `u32:args->nr_sector`. */
  readonly label: string;
  readonly detail: string;
  /** The line with it. */
  readonly line: string;
}

export interface NamedTracepoint {
  /** `category/event`. */
  readonly name: string;
  readonly fields: number;
  /** Bytes. */
  readonly recordSize: number;
}

export interface NamedValue {
  readonly name: string;
  /** As argdist writes it: `u32`, `char*`. */
  readonly valueType: string;
  readonly type: string;
  readonly offset: number;
  readonly size: number;
}

/** More would not be read. */
const most = 40;

/** The tracepoint, as `category/event`, that the specifier at the end of the line names in full. */
export function tracepointAtEnd(line: string): string | undefined {
  const [, category, event] = /^t:([\w.-]+):([\w.-]+)\(/.exec(lastSpecifier(line)?.text ?? '') ?? [];
  return category !== undefined && event !== undefined ? `${category}/${event}` : undefined;
}

/** Tracepoints whose name has what is typed; none once the line goes on behind one. */
export function completeTracepoint(line: string, names: readonly NamedTracepoint[]): readonly LineCompletion[] {
  const last = lastSpecifier(line);
  const typed = last?.text ?? '';
  if (typed.includes('(') || (last === undefined && !/(?:^|\s)$/.test(line))) return [];
  const words = typed
    .replace(/^t?:?/, '')
    .toLowerCase()
    .split(/[:/\s]+/);
  const before = last ? line.slice(0, last.start) : line;
  const found = names.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  return found.slice(0, most).map(({ name, fields }) => {
    const label = name.replace('/', ':');
    return { label, detail: `${fields} fields`, line: `${before}t:${label}():` };
  });
}

/** Values whose field's name begins with what is typed. */
export function completeValue(line: string, values: readonly NamedValue[]): readonly LineCompletion[] {
  const typed = lastSpecifier(line)?.text ?? '';
  const [, rest] = /^t:[\w.-]+:[\w.-]+\(\):(.*)$/s.exec(typed) ?? [];
  if (rest === undefined || rest.includes('#')) return [];
  const [, word = ''] = /(?:args->)?(\w*)$/.exec(rest) ?? [];
  const isType = !rest.includes(':');
  const typedHere = /(?:args->)?\w*$/.exec(rest)?.[0] ?? '';
  const before = line.slice(0, line.length - typedHere.length);
  // After a whole name there is nothing to say; between a type and its value a comma begins another type.
  if (isType && rest.includes(',')) return [];
  return values
    .filter(({ name }) => name !== word && name.toLowerCase().startsWith(word.toLowerCase()))
    .slice(0, most)
    .map(({ name, valueType, type, offset, size }) => {
      const label = isType ? `${valueType}:args->${name}` : `args->${name}`;
      return { label, detail: `${type}  @${offset}:${size}`, line: before + label };
    });
}

/** Nothing where the end of the line is in quotes that are closed, or is an option. */
function lastSpecifier(line: string): { readonly text: string; readonly start: number } | undefined {
  const last = readCommandLine(line).line.specifiers.at(-1);
  const start = last?.places[0];
  if (last === undefined || start === undefined || last.places.at(-1) !== line.length) return undefined;
  return { text: last.text, start };
}
