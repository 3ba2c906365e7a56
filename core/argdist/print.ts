/**
 * Prints counts and histograms byte for byte as argdist does on Python 3 (Probe.display in tools/argdist.py, _print_log2_hist in
 * src/python/bcc/table.py). That is why a text is `b'bash'`: argdist shows Python's own notation for bytes. test/fixtures/argdist
 * holds what bcc's functions printed.
 */
import type { CountRow, KeyValue } from './rows';
import type { Specifier } from './specifier';

/** `[HH:MM:SS]`, local time: the line before each output. */
export function printTime(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `[${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}]\n`;
}

/** Rows are sorted by count, the greatest last; of equal ones the order stays. `top`: only so many of the greatest. */
export function printCounts(specifier: Specifier, rows: readonly CountRow[], top?: number): string {
  const sorted = [...rows].sort((a, b) => (a.count < b.count ? -1 : a.count > b.count ? 1 : 0));
  // Python's `sdata[-top:]`, where 0 is all of them.
  const shown = top === undefined ? sorted : sorted.slice(-top);
  const lines = shown.map(({ count, values }) => `\t${pad(String(count), 10)} ${keyText(specifier, values)}`);
  return [specifier.label ?? specifier.text, `\t${pad('COUNT', 10)} EVENT`, ...lines, ''].join('\n');
}

function keyText({ values: specified }: Specifier, values: readonly KeyValue[]): string {
  if (specified.length === 0) return 'total calls';
  return specified.map(({ expression }, index) => `${expression.text} = ${pythonText(values[index] ?? 0n)}`).join(', ');
}

function pythonText(value: KeyValue): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'bigint' ? String(value) : pythonBytes(value);
}

/** `repr` of bytes (bytes_repr in CPython's Objects/bytesobject.c). */
export function pythonBytes(bytes: Uint8Array): string {
  const quote = bytes.includes(0x27) && !bytes.includes(0x22) ? '"' : "'";
  let text = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    const escape = escapes[character];
    if (escape !== undefined) text += escape;
    else if (character === quote) text += `\\${quote}`;
    else if (byte < 0x20 || byte >= 0x7f) text += `\\x${byte.toString(16).padStart(2, '0')}`;
    else text += character;
  }
  return `b${quote}${text}${quote}`;
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** Stars of the longest bar where the greatest value has fewer than 33 bits, and where it has more. */
const narrowStars = 40;
const wideStars = 20;

/**
 * `slots` as findHistogram has them: slot n counts from 2^n on, and slot 0 holds 0 too. bcc numbers them from 1. Empty
 * where nothing was counted. Values of 2^63 and more, which bcc's array has no room for, are shown too.
 */
export function printHistogram(specifier: Specifier, slots: readonly (number | bigint)[]): string {
  const counts = slots.map(Number);
  const last = counts.findLastIndex((count) => count > 0);
  if (last < 0) return '';
  const most = Math.max(...counts);
  const isWide = last + 1 > 32;
  const title = specifier.label ?? specifier.values[0]?.expression.text ?? '';
  const header = isWide ? `${' '.repeat(15)}${pad(title, 29)}` : `${' '.repeat(5)}${pad(title, 19)}`;
  const width = isWide ? 20 : 10;
  const stars = isWide ? wideStars : narrowStars;
  const lines = counts.slice(0, last + 1).map((count, slot) => {
    const low = slot === 0 ? 0n : 1n << BigInt(slot);
    const high = (2n << BigInt(slot)) - 1n;
    const range = `${String(low).padStart(width)} -> ${pad(String(high), width)}`;
    return `${range} : ${pad(String(slots[slot] ?? 0), 8)} |${'*'.repeat(Math.floor((stars * count) / most)).padEnd(stars)}|`;
  });
  return [`${header} : count     distribution`, ...lines, ''].join('\n');
}

/** Python pads to characters, not to UTF-16 units. */
const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - Array.from(text).length));
