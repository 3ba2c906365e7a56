/** What this window has loaded, is loading, or could not load: one entry a file and target. Knows nothing of how it is shown. */
import type { Uri } from 'vscode';
import type { SessionFailure } from '../../machine/session-failures';
import type { ReachableTarget } from '../../machine/target';
import type { RunningSession } from './running-session';
import { Signal } from '../signal';

export type EntryState =
  | { readonly is: 'starting'; readonly step: string; readonly giveUp: () => void }
  | { readonly is: 'running'; readonly running: RunningSession; readonly reloadFailed?: SessionFailure }
  | { readonly is: 'reloading' | 'stopping'; readonly running: RunningSession }
  | { readonly is: 'failed'; readonly failure: SessionFailure };

/** A file on a target. It stays the same object through its states, so that a view can keep its node. */
export interface SessionEntry {
  readonly source: Uri;
  /** File name of the source. */
  readonly name: string;
  readonly target: ReachableTarget;
  readonly state: EntryState;
}

interface MutableEntry extends SessionEntry {
  state: EntryState;
}

export class Sessions {
  private readonly entries = new Map<string, MutableEntry>();
  private readonly listChanged = new Signal<void>();
  /** Entries came or went. */
  readonly onDidChangeList = this.listChanged.event;
  private readonly entryChanged = new Signal<SessionEntry>();
  /** An entry's state is another one. */
  readonly onDidChangeEntry = this.entryChanged.event;
  private readonly started = new Signal<RunningSession>();
  /** A session runs. */
  readonly onDidStart = this.started.event;
  private readonly ended = new Signal<RunningSession>();
  /** A session runs no more. It is disposed of after this. */
  readonly onDidEnd = this.ended.event;

  /** In the order in which they were begun. */
  all(): readonly SessionEntry[] {
    return [...this.entries.values()];
  }

  of(source: Uri): readonly SessionEntry[] {
    return this.all().filter((entry) => entry.source.toString() === source.toString());
  }

  find(source: Uri, target: string): SessionEntry | undefined {
    return this.entries.get(keyOf(source, target));
  }

  /** Those that run, whatever is being done to them. */
  running(source?: Uri): readonly RunningSession[] {
    return (source ? this.of(source) : this.all()).flatMap((entry) => runningOf(entry) ?? []);
  }

  /** Sets the state of the file on the target; an entry is made where there is none. */
  set(about: Omit<SessionEntry, 'state'>, state: EntryState): SessionEntry {
    const key = keyOf(about.source, about.target.name);
    const known = this.entries.get(key);
    const before = known && runningOf(known);
    const entry: MutableEntry = known ?? { ...about, state };
    entry.state = state;
    const now = runningOf(entry);
    if (!known) {
      this.entries.set(key, entry);
      this.listChanged.fire();
    }
    if (before && before !== now) this.end(before);
    if (now && before !== now) this.started.fire(now);
    this.entryChanged.fire(entry);
    return entry;
  }

  remove(entry: SessionEntry): void {
    const key = keyOf(entry.source, entry.target.name);
    if (this.entries.get(key) !== entry) return;
    this.entries.delete(key);
    const running = runningOf(entry);
    if (running) this.end(running);
    this.listChanged.fire();
  }

  dispose(): void {
    for (const signal of [this.listChanged, this.entryChanged, this.started, this.ended]) signal.dispose();
    for (const running of this.running()) running.dispose();
  }

  private end(running: RunningSession): void {
    this.ended.fire(running);
    running.dispose();
  }
}

export function runningOf({ state }: SessionEntry): RunningSession | undefined {
  return 'running' in state ? state.running : undefined;
}

const keyOf = (source: Uri, target: string): string => `${target}\n${source.toString()}`;
