/** What is known of the programs that were kept running on targets. Pure; keeping.ts asks the targets. */
import type { KeptEntry } from '../../machine/loader-messages';
import { Signal } from '../signal';

export class KeptPrograms {
  private readonly byTarget = new Map<string, readonly KeptEntry[]>();
  /** Kept from this window: `target` and name. */
  private readonly ours = new Set<string>();
  private readonly changed = new Signal<string>();
  /** Another list is known of the target that is named. */
  readonly onDidChange = this.changed.event;

  /** Names of the targets on which something is kept, as far as it is known. */
  targets(): readonly string[] {
    return [...this.byTarget].filter(([, entries]) => entries.length > 0).map(([target]) => target);
  }

  on(target: string): readonly KeptEntry[] {
    return this.byTarget.get(target) ?? [];
  }

  /** Takes the list that the target's loader gave. */
  learn(target: string, entries: readonly KeptEntry[]): void {
    if (JSON.stringify(entries) === JSON.stringify(this.on(target))) return;
    this.byTarget.set(target, entries);
    this.changed.fire(target);
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
    );
  }

  dispose(): void {
    this.changed.dispose();
  }
}
