/** Fields and tracepoints as rows of a quick pick, and which of them are sensible to begin with. */
import * as vscode from 'vscode';
import type { NamedTracepoint } from '../../core/argdist/completion';
import type { ValueField } from '../../core/messages';

export interface TracepointRow extends vscode.QuickPickItem {
  readonly tracepoint: string;
}

export interface ValueRow extends vscode.QuickPickItem {
  /** An expression of one value. */
  readonly expression: string;
}

export function tracepointRow({ name, fields, recordSize }: NamedTracepoint): TracepointRow {
  const described = `${fields} ${fields === 1 ? 'field' : 'fields'}, ${recordSize} bytes`;
  return { label: name, description: described, tracepoint: name };
}

const icons = { text: 'symbol-string', number: 'symbol-numeric', address: 'references', array: 'symbol-array' };

/** `$(symbol-numeric) prev_pid   int  @24:4` */
export function valueRow({ name, kind, type, offset, size }: ValueField): ValueRow {
  const expression = kind === 'array' ? `${name}[0]` : name;
  const words = kind === 'text' ? 'text, ' : kind === 'address' ? 'address, ' : '';
  return { label: `$(${icons[kind]}) ${expression}`, description: `${words}${type}  @${offset}:${size}`, expression };
}

const variable = (expression: string, description: string): ValueRow => ({
  label: `$(person) ${expression}`,
  description,
  expression,
});

export const commandRow = variable('$COMM', 'name of the task that hits it');
export const numberVariables: readonly ValueRow[] = [
  variable('$PID', 'its process'),
  variable('$TID', 'its thread'),
  variable('$CPU', 'the CPU that it runs on'),
];

export const separator = (label: string): ValueRow => ({
  label,
  kind: vscode.QuickPickItemKind.Separator,
  expression: '',
});

/** Numbers and texts that tell hits apart; addresses and a syscall's own number only where there is nothing else. */
export function telling(fields: readonly ValueField[], most: number): readonly string[] {
  const dull = ({ kind, name }: ValueField): boolean =>
    kind === 'address' || kind === 'array' || /^_*syscall_nr$|^nr$/.test(name);
  const good = fields.filter((field) => !dull(field));
  return (good.length > 0 ? good : fields).slice(0, most).map(({ name }) => name);
}

/** What often ends what the other begins, by the kernel's habits of naming. */
const ends: readonly (readonly [RegExp, string])[] = [
  [/enter/, 'exit'],
  [/entry/, 'exit'],
  [/_issue$/, '_complete'],
  [/_insert$/, '_issue'],
  [/begin/, 'end'],
  [/start/, 'end'],
  [/start/, 'done'],
  [/start/, 'complete'],
  [/wakeup$/, 'switch'],
  [/alloc/, 'free'],
];

/** Where an interval that begins at the tracepoint may end; undefined where no name suggests it. */
export function likelyEnd(start: string, names: readonly string[]): string | undefined {
  const known = new Set(names);
  return ends
    .filter(([begin]) => begin.test(start))
    .map(([begin, end]) => start.replace(begin, end))
    .find((name) => name !== start && known.has(name));
}
