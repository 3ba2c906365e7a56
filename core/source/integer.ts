/** Integer literals of C. */

/** An integer literal in C's spellings, or undefined. */
export function integer(literal: string): number | undefined {
  const digits = literal.replace(/(?:[uU](?:ll?|LL?)?|(?:ll?|LL?)[uU]?)$/, '');
  if (/^0[0-7]+$/.test(digits)) return parseInt(digits, 8);
  const value = /^(?:0[xX][\da-fA-F]+|0[bB][01]+|\d+)$/.test(digits) ? Number(digits) : NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}
