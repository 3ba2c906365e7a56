/** Members of JSON objects that another machine sent: each is what it should be, or undefined. */

export type Fields = Readonly<Record<string, unknown>>;

/** Characters of a text. The kernel's lines are shorter than a page. */
const longestText = 64 * 1024;
/** Programs, maps or lacks in one message. */
const mostEntries = 1000;

/** The object, or undefined where any of its members is. */
export function whole<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T | undefined {
  return Object.values(object).includes(undefined) ? undefined : (object as T);
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.slice(0, longestText) : undefined;

/** A whole number from 0: ids, sizes and error numbers. */
export const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

/** Every entry, or undefined where one is wrong or there are too many. */
export function list<T>(value: unknown, read: (entry: Fields) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value) || value.length > mostEntries) return undefined;
  const entries: T[] = [];
  for (const entry of value as unknown[]) {
    const one = isFields(entry) ? read(entry) : undefined;
    if (one === undefined) return undefined;
    entries.push(one);
  }
  return entries;
}

export const flag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Bytes in base64, padded, without line breaks. */
export const bytes = (value: unknown): Uint8Array | undefined =>
  typeof value === 'string' && base64.test(value) ? Buffer.from(value, 'base64') : undefined;
