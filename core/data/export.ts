/** Tables as CSV (RFC 4180) and JSON, a row at a time, so that a long table need not be one string. */
import { isStruct, type Value } from '../btf/values/decode';
import type { Cell } from '../btf/values/columns';

const lineEnd = '\r\n';

/**
 * A line. Texts come from the target: one that a spreadsheet would take for a formula (it begins with `= + - @`, a tab or a
 * carriage return) gets an apostrophe before it (OWASP, CSV injection). Numbers are left as they are.
 */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}${lineEnd}`;

function csvCell(cell: Cell): string {
  if (typeof cell !== 'string') return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * A value as JSON. Integers that a double cannot hold are strings, so that no reader rounds them; what is no number (NaN,
 * infinite) is null.
 */
export function jsonText(value: Value): string {
  switch (typeof value) {
    case 'bigint':
      return isExact(value) ? value.toString() : `"${value}"`;
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null';
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    default:
      if (!isStruct(value)) return `[${value.map(jsonText).join(',')}]`;
      return jsonObject(value.members);
  }
}

const isExact = (value: bigint): boolean => value <= 9007199254740991n && value >= -9007199254740991n;

export const jsonObject = (members: readonly (readonly [name: string, value: Value])[]): string =>
  `{${members.map(([name, value]) => `${JSON.stringify(name)}:${jsonText(value)}`).join(',')}}`;
