/** Fields and tracepoints as rows of a quick pick. */
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
