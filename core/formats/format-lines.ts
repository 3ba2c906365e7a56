/** Where the fields stand in the text of a format file. */
import { parseDeclaration } from './declaration';
import type { Field } from './types';

/** One line of a text. Lines count from 0, columns are UTF-16 units; `end` is the column after the last character. */
export interface TextLine {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** Columns of the field's name. */
  readonly name: { readonly start: number; readonly end: number };
}

/** The line of a field, without its indentation, or undefined where no line declares this name at this offset. */
export function fieldLine(text: string, field: Pick<Field, 'name' | 'offset'>): TextLine | undefined {
  const lines = text.split('\n');
  for (const [line, raw] of lines.entries()) {
    // What follows is the print format, which can hold lines that look like fields.
    if (raw.startsWith('print fmt:')) return undefined;
    const match = /^(\s*field:)([^;]*);\s*offset:\s*(\d{1,7})\s*;/.exec(raw);
    if (!match) continue;
    const [, lead = '', declared = '', offset] = match;
    if (Number(offset) !== field.offset || parseDeclaration(declared)?.name !== field.name) continue;
    const start = raw.length - raw.trimStart().length;
    const name = lead.length + nameAt(declared, field.name);
    return { line, start, end: raw.trimEnd().length, name: { start: name, end: name + field.name.length } };
  }
  return undefined;
}

/** The last word of that spelling: a type before it can have the same name, a dimension after it cannot. */
function nameAt(declared: string, name: string): number {
  const word = (at: number): boolean => at >= 0 && /\w/.test(declared.charAt(at));
  let at = declared.lastIndexOf(name);
  while (at > 0 && (word(at - 1) || word(at + name.length))) at = declared.lastIndexOf(name, at - 1);
  return Math.max(at, 0);
}
