/** Counts what came through a buffer, and what did not. */

export interface EventTotals {
  /** Records that came. */
  readonly events: number;
  /** Over the last second or so. */
  readonly perSecond: number;
  /** Records that the kernel had no room for and counted. */
  readonly lost: number;
  /** How often a ring buffer was found so full that records may have been lost. */
  readonly timesFull: number;
  /** Records that came, and are counted, but are not in the table: they came faster than they could be shown. */
  readonly notShown: number;
}

export interface EventsArrived {
  /** ns since the target booted. */
  readonly time: number;
  readonly count: number;
  readonly lost: number;
  readonly full: boolean;
}

/** The rate is over the messages of this time, ns. */
const window = 1e9;

export class EventCounter {
  private events = 0;
  private lost = 0;
  private timesFull = 0;
  private shown = 0;
  /** Messages of the last second: when, and how many events there were before and with it. */
  private readonly recent: { readonly time: number; readonly events: number }[] = [];

  add({ time, count, lost, full }: EventsArrived): void {
    if (this.recent.length === 0) this.recent.push({ time, events: 0 });
    this.events += count;
    this.lost += lost;
    if (full) this.timesFull++;
    this.recent.push({ time, events: this.events });
    while (this.recent.length > 2 && (this.recent[1]?.time ?? 0) <= time - window) this.recent.shift();
  }

  show(count: number): void {
    this.shown += count;
  }

  totals(): EventTotals {
    const { events, lost, timesFull } = this;
    return { events, lost, timesFull, notShown: Math.max(events - this.shown, 0), perSecond: this.rate() };
  }

  private rate(): number {
    const first = this.recent[0];
    const last = this.recent.at(-1);
    if (!first || !last || last.time <= first.time) return 0;
    return ((last.events - first.events) * 1e9) / (last.time - first.time);
  }
}
