/** Places members one after another as the C ABI does. Offsets and sizes in bytes; undefined from the first member whose size cannot be told. */
import type { Layout } from './type-table';

export class LayoutBuilder {
  private end: number | undefined = 0;
  private size = 0;
  private align = 1;

  constructor(
    private readonly isUnion: boolean,
    private readonly packed: boolean,
    /** The least alignment that an `aligned` attribute gives the whole. */
    private readonly least: number,
  ) {}

  /** Offset of the next member, or undefined. */
  place(layout: Layout | undefined, least = 1): number | undefined {
    if (this.end === undefined || !layout) {
      this.lose();
      return undefined;
    }
    const align = Math.max(this.packed ? 1 : layout.align, least);
    this.align = Math.max(this.align, align);
    const offset = roundUp(this.isUnion ? 0 : this.end, align);
    this.end = offset + layout.size;
    this.size = Math.max(this.size, this.end);
    return offset;
  }

  /** After something of unknown size: a bit field, a macro, one of several arms of an `#if`. */
  lose(): void {
    this.end = undefined;
  }

  /** Of the whole, once all members are placed. */
  layout(): Layout | undefined {
    if (this.end === undefined || !Number.isSafeInteger(this.size)) return undefined;
    const align = Math.max(this.align, this.least);
    return { size: roundUp(this.size, align), align };
  }
}

function roundUp(offset: number, align: number): number {
  return Math.ceil(offset / align) * align;
}
