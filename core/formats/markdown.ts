/** Markdown for hovers, completion items and tooltips. Everything from a format file is data: it is fenced or in code spans. */
import { cType } from './c-type';
import type { Field, Tracepoint } from './types';

/** A code span that holds any text: delimited by more backticks than the text has in a row (CommonMark 6.1). */
export function code(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  const longest = Math.max(0, ...(flat.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${flat}${pad}${fence}`;
}

/** A code span inside a table cell, where `|` would end the cell (GFM tables). */
export const cell = (text: string): string => code(text).replaceAll('|', '\\|');

export function block(text: string, language: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Offset, size, type and name of every field that a program can read; what lies before them in one line below. */
export function recordTable(tracepoint: Pick<Tracepoint, 'recordSize'>, fields: readonly Field[]): string {
  const rows = fields.map(
    (field) => `| ${field.offset} | ${field.size} | ${cell(cType(field))} | ${cell(field.name)} |`,
  );
  const first = fields[0]?.offset ?? 8;
  return [
    '| offset | size | type | field |',
    '|--:|--:|:--|:--|',
    ...rows,
    '',
    `Bytes 0–${first - 1} are common fields, which BPF cannot read${first > 8 ? ' below 8' : ''}. ` +
      `The record ends at ${tracepoint.recordSize}.`,
  ].join('\n');
}
