/** Names that hold something in a body, as far as C’s blocks let them. */
import type { Tokens } from './tokens';

interface Entry<T> {
  readonly name: string;
  /** Undefined where a declaration of something else hides the name. */
  readonly value: T | undefined;
  /** Blocks around its declaration; 0 is the body itself. */
  readonly depth: number;
}

export class Scope<T extends { readonly name: string }> {
  private entries: Entry<T>[] = [];

  /** `most`: each entry costs a comparison a word. */
  constructor(private readonly most: number) {}

  get isEmpty(): boolean {
    return this.entries.length === 0;
  }

  get isFull(): boolean {
    return this.entries.length >= this.most;
  }

  /** What the name at a word holds: the last that was bound hides those before. Asked for every word of a body. */
  at(tokens: Tokens, index: number): T | undefined {
    for (let at = this.entries.length - 1; at >= 0; at--) {
      const entry = this.entries[at];
      if (entry && tokens.is(index, entry.name)) return entry.value;
    }
    return undefined;
  }

  bind(value: T, depth: number): void {
    this.entries.push({ name: value.name, value, depth });
  }

  /** A declaration of something else, up to the end of its block. */
  hide(name: string, depth: number): void {
    this.entries.push({ name, value: undefined, depth });
  }

  /** The name was set to something else. */
  drop(value: T): void {
    this.entries = this.entries.filter((entry) => entry.value !== value);
  }

  /** The blocks deeper than this have ended. */
  leave(depth: number): void {
    if (this.entries.some((entry) => entry.depth > depth)) {
      this.entries = this.entries.filter((entry) => entry.depth <= depth);
    }
  }
}
