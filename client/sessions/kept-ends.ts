/** Notices when the time of something that is kept is up: the target is asked then, a moment later, and not before. */
import type { KeptEntry } from '../../machine/loader-messages';
import type { Subscription } from '../signal';
import type { KeptPrograms } from './kept-programs';

/** Milliseconds that the target has for unloading, and, where it is still at it, once more. */
const MARGIN = 3000;
const AGAIN = 10_000;
/** The longest that a timer of JavaScript takes; at its end the target's answer sets the next one. */
const LONGEST = 2 ** 31 - 1;

export interface KeptEndsParts {
  readonly kept: KeptPrograms;
  /** What is kept there now; undefined where that cannot be known without asking the person something. */
  readonly ask: (target: string) => Promise<readonly KeptEntry[] | undefined>;
  /** It has unloaded itself. */
  readonly ended: (target: string, entry: KeptEntry) => void;
  /** What the view says of one whose time is up, and of which no more is known. */
  readonly unknown: (entry: KeptEntry) => string;
}

export class KeptEnds {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly subscription: Subscription;

  constructor(private readonly parts: KeptEndsParts) {
    this.subscription = parts.kept.onDidChange((target) => this.wait(target));
  }

  dispose(): void {
    this.subscription.dispose();
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  private wait(target: string): void {
    const wait = this.parts.kept.nextEnd(target);
    clearTimeout(this.timers.get(target));
    if (wait !== undefined)
      this.set(target, wait + MARGIN, () => this.look(target, this.parts.kept.overdue(target), true));
  }

  private set(target: string, wait: number, what: () => Promise<void>): void {
    this.timers.set(target, setTimeout(() => void what(), Math.min(wait, LONGEST)).unref());
  }

  private async look(target: string, due: readonly KeptEntry[], first: boolean): Promise<void> {
    const { kept, ask, ended, unknown } = this.parts;
    const now = await ask(target);
    if (!now) {
      const isDue = ({ name }: KeptEntry): boolean => due.some((entry) => entry.name === name);
      const mark = (entry: KeptEntry): KeptEntry => ({ ...entry, left: 0, problem: entry.problem || unknown(entry) });
      kept.learn(
        target,
        kept.on(target).map((entry) => (isDue(entry) ? mark(entry) : entry)),
      );
      return;
    }
    const there = new Map(now.map((entry) => [entry.name, entry]));
    kept.learn(target, now);
    for (const entry of due) if (!there.has(entry.name)) ended(target, entry);
    const late = due.filter(({ name }) => there.get(name)?.left === 0);
    if (late.length > 0 && first) this.set(target, AGAIN, () => this.look(target, late, false));
  }
}
