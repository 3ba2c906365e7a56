/** Reads single values: integers of any width, floats, and text that may hold anything. Little-endian, as BPF objects that we read are. */

/** Bytes past the view's end read as 0, so that a record that was cut still shows what it has. */
export function unsignedAt(view: DataView, at: number, size: number): bigint {
  if (size === 8 && at + 8 <= view.byteLength) return view.getBigUint64(at, true);
  let value = 0n;
  const end = Math.min(at + size, view.byteLength);
  for (let index = end - 1; index >= at; index--) value = (value << 8n) | BigInt(view.getUint8(index));
  return value;
}

export function integerAt(view: DataView, at: number, size: number, signed: boolean): number | bigint {
  if (at + size <= view.byteLength) {
    switch (size) {
      case 1:
        return signed ? view.getInt8(at) : view.getUint8(at);
      case 2:
        return signed ? view.getInt16(at, true) : view.getUint16(at, true);
      case 4:
        return signed ? view.getInt32(at, true) : view.getUint32(at, true);
      case 8:
        return signed ? view.getBigInt64(at, true) : view.getBigUint64(at, true);
      default:
        break;
    }
  }
  const value = unsignedAt(view, at, size);
  return narrowed(signed ? BigInt.asIntN(8 * size, value) : value, size);
}

/** `offset` bits from the lowest of the byte at `at`. */
export function bitsAt(view: DataView, at: number, offset: number, width: number, signed: boolean): number | bigint {
  const bytes = Math.ceil((offset + width) / 8);
  const value = BigInt.asUintN(width, unsignedAt(view, at, bytes) >> BigInt(offset));
  return narrowed(signed ? BigInt.asIntN(width, value) : value, Math.ceil(width / 8));
}

/** A bigint where the type can hold what a number cannot, so that a column's values are all of one kind. */
const narrowed = (value: bigint, size: number): number | bigint => (size <= 4 ? Number(value) : value);

export function floatAt(view: DataView, at: number, size: number): number {
  if (at + size > view.byteLength) return Number.NaN;
  if (size === 4) return view.getFloat32(at, true);
  return size === 8 ? view.getFloat64(at, true) : Number.NaN;
}

export const pointerText = (value: bigint): string => `0x${value.toString(16)}`;

/** `de ad be ef`, of at most `most` bytes, with `…` where there are more. */
export function hexText(view: DataView, at: number, size: number, most = 64): string {
  const end = Math.min(at + size, view.byteLength);
  const shown = Math.min(end, at + most);
  let text = '';
  for (let index = at; index < shown; index++) {
    text += `${index > at ? ' ' : ''}${(view.getUint8(index) + 0x100).toString(16).slice(1)}`;
  }
  return shown < end ? `${text} …` : text;
}

const decoder = new TextDecoder('utf-8', { fatal: true });
/** What shows nothing, or changes how what stands beside it is shown: control characters, direction marks, separators, unassigned. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/u;

/**
 * A char array up to its first zero byte. ASCII that prints stands for itself; so does UTF-8 that is valid and shows; every
 * other byte, and the backslash, is escaped (`\n`, `\x1b`, `\\`), so that the text says exactly which bytes there were.
 */
export function textAt(view: DataView, at: number, size: number): string {
  const most = Math.min(at + size, view.byteLength);
  if (at >= most) return '';
  let end = at;
  let plain = true;
  for (; end < most; end++) {
    const byte = view.getUint8(end);
    if (byte === 0) break;
    plain &&= byte >= 0x20 && byte < 0x7f && byte !== 0x5c;
  }
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, end - at);
  if (plain) return String.fromCharCode(...bytes);
  return escaped(bytes);
}

function escaped(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes[at] ?? 0);
    const part = bytes.subarray(at, at + length);
    const character = length === 1 ? single(bytes[at] ?? 0) : decoded(part);
    text += character ?? byteText(bytes[at] ?? 0);
    at += character === undefined ? 1 : length;
  }
  return text;
}

/** Bytes that a UTF-8 sequence which begins so has; 1 for one that begins none. */
const sequenceLength = (byte: number): number =>
  byte < 0xc2 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 1;

function single(byte: number): string | undefined {
  if (byte === 0x5c) return '\\\\';
  if (byte === 0x0a) return '\\n';
  if (byte === 0x09) return '\\t';
  if (byte === 0x0d) return '\\r';
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : undefined;
}

function decoded(part: Uint8Array): string | undefined {
  try {
    const text = decoder.decode(part);
    return unprintable.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

const byteText = (byte: number): string => `\\x${(byte + 0x100).toString(16).slice(1)}`;
