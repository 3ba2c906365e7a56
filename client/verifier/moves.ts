/** Where a place is after an edit of its document. Pure, in VS Code's shapes: lines and UTF-16 columns from 0. */

export interface Point {
  readonly line: number;
  readonly character: number;
}

export interface Edit {
  readonly range: { readonly start: Point; readonly end: Point };
  /** What stands in the range's place now. */
  readonly text: string;
}

/** Lines by which a place on the lines `first` to `last` moved; undefined where the edit touched one of them. */
export function lineShift(edit: Edit, first: number, last: number): number | undefined {
  const { start, end } = edit.range;
  if (start.line > last) return 0;
  const shift = edit.text.split('\n').length - 1 - (end.line - start.line);
  if (end.line < first) return shift;
  // Lines put in or taken out before the first, which itself stays as it is.
  const above = end.line === first && end.character === 0 && start.character === 0;
  return above && (edit.text === '' || edit.text.endsWith('\n')) && (start.line < first || edit.text !== '')
    ? shift
    : undefined;
}
