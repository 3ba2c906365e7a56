/** The values of a field as a table for a hover. */
import type { SymbolicValues } from './print-format';
import { cell } from './markdown';

/** Rows that a hover shows without hiding what stands below it. */
const mostRows = 24;

export function valueTable({ kind, values, masked }: SymbolicValues): string {
  const rows = values.slice(0, mostRows).map(({ value, name, enumerator }) => {
    const shown = value === undefined ? (enumerator ?? '?') : numeral(value, kind);
    return `| ${cell(shown)} | ${cell(name)} |`;
  });
  const more = values.length - rows.length;
  return [
    `| ${kind === 'flags' ? 'flag' : 'value'} | name |`,
    '|--:|:--|',
    ...rows,
    ...(more > 0 ? ['', `… ${more} more`] : []),
    ...(masked === undefined ? [] : ['', `Among the bits ${cell(numeral(masked, 'flags'))}.`]),
  ].join('\n');
}

/** As C takes it: flags in hex, other values in decimal. */
export function numeral(value: bigint, kind: SymbolicValues['kind']): string {
  return kind === 'flags' && value >= 0n ? `0x${value.toString(16)}` : value.toString();
}
