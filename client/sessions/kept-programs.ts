/** What is known of the programs that were kept running on targets. Pure; keeping.ts asks the targets. */
import type { KeptEntry } from '../../machine/loader-messages';
import { Signal } from '../signal';

/** What a target's loader told, and when, in milliseconds of `performance.now()`. */
interface Known {
  readonly entries: readonly KeptEntry[];
  readonly at: number;
}

export class KeptPrograms {
  private readonly byTarget = new Map<string, Known>();
  /** Kept from this window: `target` and name. */
  private readonly ours = new Set<string>();
  private readonly changed = new Signal<string>();
  /** Another list is known of the target that is named. */
  readonly onDidChange = this.changed.event;

  /** Names of the targets on which something is kept, as far as it is known. */
  targets(): readonly string[] {
    return [...this.byTarget].filter(([, { entries }]) => entries.length > 0).map(([target]) => target);
  }

  on(target: string): readonly KeptEntry[] {
    return this.byTarget.get(target)?.entries ?? [];
  }

  /** Takes the list that the target's loader gave just now, or at another time. */
  learn(target: string, entries: readonly KeptEntry[], at = performance.now()): void {
    if (JSON.stringify(entries) === JSON.stringify(this.on(target))) return;
    this.byTarget.set(target, { entries, at });
    this.changed.fire(target);
  }

  /** Milliseconds from now until the time of something on the target is up; undefined where nothing there has a limit. */
  nextEnd(target: string, now = performance.now()): number | undefined {
    const ends = this.limited(target).map(({ end }) => end - now);
    return ends.length === 0 ? undefined : Math.max(0, Math.min(...ends));
  }

  /** Those on the target whose time is up by now. */
  overdue(target: string, now = performance.now()): readonly KeptEntry[] {
    return this.limited(target).flatMap(({ entry, end }) => (end <= now ? [entry] : []));
  }

  wasKeptHere(target: string, name: string): boolean {
    return this.ours.has(`${target}\n${name}`);
  }

  keptHere(target: string, name: string): void {
    this.ours.add(`${target}\n${name}`);
  }

  forget(target: string, name: string): void {
    this.ours.delete(`${target}\n${name}`);
    this.learn(
      target,
      this.on(target).filter((entry) => entry.name !== name),
      this.byTarget.get(target)?.at,
    );
  }

  private limited(target: string): readonly { readonly entry: KeptEntry; readonly end: number }[] {
    const { entries, at } = this.byTarget.get(target) ?? { entries: [], at: 0 };
    return entries.filter(({ left }) => left > 0).map((entry) => ({ entry, end: at + entry.left * 1000 }));
  }

  dispose(): void {
    this.changed.dispose();
  }
}
