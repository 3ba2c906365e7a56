/** Notices when the time of something that is kept is up: the target is asked then, a moment later, and not before. */
import * as vscode from 'vscode';
import type { KeptEntry } from '../../machine/loader-messages';
import type { KeepingParts } from './keeping';
import { askLoader, type AskParts } from './loader-question';
import { moment } from './session-text';
import type { Subscription } from '../signal';

/** Milliseconds that the target has for unloading, and, where it is still at it, once more. */
const MARGIN = 3000;
const AGAIN = 10_000;
/** The longest that a timer of JavaScript takes; at its end the target's answer sets the next one. */
const LONGEST = 2 ** 31 - 1;

export class KeptEnds {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly subscription: Subscription;

  constructor(private readonly parts: KeepingParts) {
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
    const { kept } = this.parts;
    const now = await this.askQuietly(target);
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
    for (const entry of due) if (!there.has(entry.name)) this.ended(target, entry);
    const late = due.filter(({ name }) => there.get(name)?.left === 0);
    if (late.length > 0 && first) this.set(target, AGAIN, () => this.look(target, late, false));
  }

  private ended(target: string, { name, until }: KeptEntry): void {
    const { kept, outputs, loads } = this.parts;
    kept.forget(target, name);
    const what = `${name} on ${target} has unloaded itself: its time was up at ${moment(until)}`;
    vscode.window.setStatusBarMessage(`$(pinned) ${what}`, 15_000);
    outputs.of(target).appendLine(`── ${what}`);
    void loads.endKept(target, name);
  }

  /** What is kept there now; undefined where the person would have to be asked, and where the target does not answer. */
  private async askQuietly(target: string): Promise<readonly KeptEntry[] | undefined> {
    const { access, log, targets, consent } = this.parts;
    const machine = targets.machine(target);
    if (!machine || !vscode.workspace.isTrusted || !consent.isGivenToLoadOn(machine)) return undefined;
    const io: AskParts['access'] = {
      io: async (signal) => ({ ...(await access.io(signal)), askPassword: () => Promise.resolve(undefined) }),
    };
    const { signal } = new AbortController();
    const answer = await askLoader({ ...this.parts, access: io }, machine, { do: 'kept' }, 'kept', signal);
    if (!answer.ok) log.debug(`${answer.error.message} [kept]`);
    return answer.ok ? answer.value.entries : undefined;
  }
}

/** What the view says of one whose time is up, and of which no more is known. */
const unknown = ({ until }: KeptEntry): string =>
  `Its time was up at ${moment(until)}. Whether it is gone is not known.`;
