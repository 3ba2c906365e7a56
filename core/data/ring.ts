/** The last so many things, in order. */
export class Ring<T> {
  private items: (T | undefined)[];
  private next = 0;
  private held = 0;

  constructor(readonly capacity: number) {
    this.items = new Array<T | undefined>(capacity);
  }

  get length(): number {
    return this.held;
  }

  push(item: T): void {
    this.items[this.next] = item;
    this.next = (this.next + 1) % this.capacity;
    if (this.held < this.capacity) this.held++;
  }

  /** `index` from 0, the oldest. */
  at(index: number): T | undefined {
    if (index < 0 || index >= this.held) return undefined;
    return this.items[(this.next - this.held + index + this.capacity) % this.capacity];
  }

  clear(): void {
    this.items = new Array<T | undefined>(this.capacity);
    this.next = 0;
    this.held = 0;
  }
}
