/** Colours of terminals: ECMA-48, select graphic rendition. */

const codes = { bold: 1, red: 31, green: 32, magenta: 35, cyan: 36, dim: 2 } as const;

export type Style = keyof typeof codes;

/** Paints, or with `wanted` false leaves every text as it is. */
export const painter =
  (wanted: boolean) =>
  (style: Style, text: string): string =>
    wanted ? `\u001b[${codes[style]}m${text}\u001b[0m` : text;

/** Text of another machine, without what a terminal would take for a command. */
export const printable = (text: string): string =>
  text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
