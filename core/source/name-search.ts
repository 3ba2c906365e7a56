/** Finds a few names among the words of a body by searching the text, which the engine does natively: a body's words are many, its uses of a context few. */
import { Kind, type Tokens } from './tokens';

type Named = readonly { readonly name: string }[];

export interface FoundName {
  /** Token index. */
  readonly index: number;
  /** Which list the name is of, and its place there. */
  readonly list: number;
  readonly position: number;
}

export class NameSearch {
  private at = 0;
  /** The body's own text, so that a name which is not in it is not looked for in all that follows. */
  private readonly text: string;
  private readonly start: number;
  /** Where each name stands next, at or after `at` when it was looked for. */
  private readonly nexts = new Map<string, number>();

  /** Between two token indices. */
  constructor(
    private readonly tokens: Tokens,
    from: number,
    to: number,
  ) {
    this.start = tokens.start(from);
    this.text = tokens.text.slice(this.start, tokens.start(to));
  }

  /** The next word that is one of the names. The lists may have grown or shrunk since; of equal names the last one counts. */
  next(lists: readonly Named[]): FoundName | undefined {
    for (;;) {
      let nearest = Infinity;
      let name = '';
      for (const list of lists) {
        for (const candidate of list) {
          const place = this.nextOf(candidate.name);
          if (place < nearest) [nearest, name] = [place, candidate.name];
        }
      }
      if (nearest === Infinity) return undefined;
      this.at = nearest + 1;
      const offset = this.start + nearest;
      const index = this.tokens.firstEndingAfter(offset);
      const isWord = this.tokens.start(index) === offset && this.tokens.kind(index) === Kind.Word;
      if (!isWord || !this.tokens.is(index, name)) continue;
      const list = lists.findIndex((named) => named.some((candidate) => candidate.name === name));
      const position = lists[list]?.findLastIndex((candidate) => candidate.name === name) ?? 0;
      return { index, list, position };
    }
  }

  private nextOf(name: string): number {
    const known = this.nexts.get(name);
    if (known !== undefined && known >= this.at) return known;
    const found = this.text.indexOf(name, this.at);
    const place = found < 0 ? Infinity : found;
    this.nexts.set(name, place);
    return place;
  }
}
