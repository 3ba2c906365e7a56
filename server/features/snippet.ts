/** What the snippets share. */

/** What becomes an item: `words` are the beginnings by which it is found. */
export interface Snippet {
  readonly label: string;
  readonly words: readonly string[];
  readonly detail: string;
  readonly text: string;
  /** `text` with placeholders, for editors that know them. */
  readonly snippet?: string;
}
