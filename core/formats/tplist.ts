/** A tracepoint's fields as bcc's `tplist -v` prints them, from the format file's own words. */

export interface ListedField {
  /** `char comm[16]`: the words of the declaration, one space apart. */
  readonly declaration: string;
  /** Bytes, as the format file has them; undefined where it says nothing that can be read. */
  readonly offset: number | undefined;
  readonly size: number | undefined;
}

/**
 * In the file's order, without the common fields. Everything that looks like a field counts, wherever in the file it stands: tplist asks
 * each line for `field:([^;]*);`, takes the last word for the name, and leaves out names that begin with `common_`.
 */
export function listedFields(formatText: string): ListedField[] {
  const fields: ListedField[] = [];
  for (const line of formatText.split('\n')) {
    const match = /field:([^;]*);/.exec(line);
    const words = match?.[1]?.split(/\s+/).filter((word) => word !== '') ?? [];
    const name = words.at(-1);
    if (match === null || name === undefined || name.startsWith('common_')) continue;
    const rest = line.slice(match.index + match[0].length);
    // With one word alone tplist prints the space before it all the same.
    const declaration = `${words.slice(0, -1).join(' ')} ${name}`;
    fields.push({ declaration, offset: numberAfter(rest, 'offset'), size: numberAfter(rest, 'size') });
  }
  return fields;
}

function numberAfter(text: string, word: string): number | undefined {
  const digits = new RegExp(`\\b${word}:\\s*(\\d{1,7});`).exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
