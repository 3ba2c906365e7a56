/** Programs that go on running without the editor: keeping them, finding them again, taking them over, unloading them. */
import * as vscode from 'vscode';
import { failure, success, type Result } from '../../core/result';
import { withoutLinks } from '../../core/without-links';
import { describeFailure } from '../../machine/failure';
import { isKeptName } from '../../machine/loader-commands';
import type { KeptEntry, LoaderMessage } from '../../machine/loader-messages';
import { lacksFor } from '../../machine/preflight';
import { adoptSession } from '../../machine/session';
import { whileKept, type SessionFailure } from '../../machine/session-failures';
import type { ReachableTarget } from '../../machine/target';
import { showFailure } from '../failures';
import { findSource } from './kept-source';
import { KeptEnds } from './kept-ends';
import type { KeptPrograms } from './kept-programs';
import { askLoader, type AskParts } from './loader-question';
import type { Loads, LostKept } from './loads';
import type { OutputChannels } from '../output';
import { withProgress } from '../progress';
import { RunningSession } from './running-session';
import { sessionEvents } from './session-output';
import { moment, plural } from './session-text';
import { SESSIONS_VIEW } from './sessions-view';
import { runningOf, type Sessions } from './sessions';
import { Signal } from '../signal';
import type { Consent } from '../targets/consent';
import type { TargetCommands } from '../targets/target-commands';
import type { Targets } from '../targets/targets';
import { trusted } from '../trust';

export interface KeepingParts extends AskParts {
  readonly sessions: Sessions;
  readonly consent: Consent;
  readonly kept: KeptPrograms;
  readonly loads: Loads;
  readonly targets: Targets;
  readonly targetCommands: TargetCommands;
  readonly outputs: OutputChannels;
}

type Adoptable = Pick<KeptEntry, 'name' | 'source' | 'until'>;

/** Seconds. */
const LIMITS: readonly { readonly label: string; readonly seconds: number }[] = [
  { label: '10 minutes', seconds: 600 },
  { label: '1 hour', seconds: 3600 },
  { label: '8 hours', seconds: 28_800 },
  { label: 'No limit', seconds: 0 },
];

export class Keeping implements vscode.Disposable {
  private readonly subscriptions;

  constructor(private readonly parts: KeepingParts) {
    const { kept, sessions } = parts;
    const ends = new KeptEnds({
      kept,
      ask: (target) => this.askQuietly(target),
      ended: (target, entry) => void this.ended(target, entry),
      unknown: ({ until }) => `Its time was up at ${moment(until)}. Whether it is gone is not known.`,
    });
    this.subscriptions = [
      ends,
      parts.loads.onDidLoseKept((lost) => this.offerAgain(lost)),
      sessions.onDidStart((running) => this.began(running)),
    ];
  }

  /** Has the session's programs go on when it ends, under a name and for a time that the person chooses. */
  async keep(running: RunningSession): Promise<void> {
    const target = running.target.name;
    const [lack] = lacksFor(running.session.hello?.lacks ?? [], 'keep');
    if (lack) {
      void vscode.window.showWarningMessage(withoutLinks(`${running.name} cannot be kept on ${target}: ${lack.why}`));
      return;
    }
    const name = await this.askName(running);
    if (name === undefined) return;
    const limit = await vscode.window.showQuickPick(
      LIMITS.map(({ label, seconds }) => ({
        label,
        seconds,
        description: seconds === 0 ? 'until it is unloaded, or the machine restarts' : 'then it unloads itself',
      })),
      { title: `How long is ${name} to run on ${target}?`, placeHolder: 'Also when this window is closed' },
    );
    if (!limit) return;
    // Not to be cancelled: what is half kept would have to be unloaded.
    const kept = await vscode.window.withProgress({ location: { viewId: SESSIONS_VIEW } }, () =>
      running.session.ask({ do: 'keep', name, seconds: limit.seconds }, 'pinned'),
    );
    if (!kept.ok) {
      this.tell(kept.error, `${running.name} was not kept.`);
      return;
    }
    this.parts.kept.keptHere(target, name);
    running.setKept({ name, until: kept.value.until });
    const until = kept.value.until === 0 ? '' : ` until ${moment(kept.value.until)}`;
    this.parts.outputs.of(target).appendLine(`── ${running.name} is kept on ${target} as ${name}${until}`);
    await this.learn(running);
  }

  /** Asks the target what is kept there. */
  async showKept(on?: string): Promise<void> {
    if (!trusted()) return;
    const target = this.machine(on) ?? (await this.parts.targetCommands.select());
    if (!target || !(await this.parts.consent.toLoadOn([target]))) return;
    const answer = await withProgress(`Looking for kept programs on ${target.name}`, (_report, signal) =>
      askLoader(this.parts, target, { do: 'kept' }, 'kept', signal),
    );
    if (!answer.ok) {
      this.tell(answer.error, `What is kept on ${target.name} is not known.`);
      return;
    }
    const { entries } = answer.value;
    this.parts.kept.learn(target.name, entries);
    if (entries.length === 0) {
      void vscode.window.showInformationMessage(`Nothing is kept on ${target.name}.`);
      return;
    }
    const names = entries.map(({ name }) => name).join(', ');
    vscode.window.setStatusBarMessage(`$(pinned) Kept on ${target.name}: ${names}`, 5000);
    await vscode.commands.executeCommand('bpfTracepoints.showSessions');
  }

  /** Makes a session of what was kept: its maps, figures and output can be seen again. */
  async adopt(on: string, kept: Adoptable): Promise<void> {
    if (!trusted()) return;
    const target = this.machine(on);
    if (!target || !(await this.parts.consent.toLoadOn([target]))) return;
    const adopted = await withProgress(`Taking over ${kept.name} on ${target.name}`, (report, signal) =>
      this.takeOver(target, kept, report, signal),
    );
    if (!adopted.ok) {
      showFailure(adopted.error, this.parts.targetCommands.actions);
      return;
    }
    const running = adopted.value;
    this.parts.loads.runs({ source: running.source, name: running.name, target }, running);
  }

  /** Removes what was kept; asks first, where another window, or an earlier one, kept it. */
  async unload(target: string, entry: Pick<KeptEntry, 'name' | 'source' | 'programs'>): Promise<void> {
    if (!trusted()) return;
    const machine = this.machine(target);
    if (!machine || !(await this.mayUnload(target, entry)) || !(await this.parts.consent.toLoadOn([machine]))) return;
    const { name } = entry;
    const answer = await withProgress(`Unloading ${name} on ${target}`, (_report, signal) =>
      askLoader(this.parts, machine, { do: 'unload', name }, 'unloaded', signal),
    );
    if (!answer.ok) {
      this.tell(answer.error, `${name} was not unloaded.`);
      return;
    }
    this.parts.kept.forget(target, name);
    this.parts.outputs.of(target).appendLine(`── ${name} is unloaded on ${target}`);
    await this.endThoseOf(target, name);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private offerAgain({ target, kept, source, why }: LostKept): void {
    const run = (): void => void this.adopt(target, { ...kept, source });
    showFailure(whileKept(why, kept.name), this.parts.targetCommands.actions, { label: 'Take Over', run });
  }

  private began(running: RunningSession): void {
    void this.learn(running);
    running.onDidReplace(() => {
      if (running.kept) void this.learn(running);
    });
  }

  /** Its time was up. */
  private async ended(target: string, { name, until }: KeptEntry): Promise<void> {
    this.parts.kept.forget(target, name);
    const what = `${name} on ${target} has unloaded itself: its time was up at ${moment(until)}`;
    vscode.window.setStatusBarMessage(`$(pinned) ${what}`, 15_000);
    this.parts.outputs.of(target).appendLine(`── ${what}`);
    await this.endThoseOf(target, name);
  }

  /** A session that had what was kept under the name has nothing any more. */
  private async endThoseOf(target: string, name: string): Promise<void> {
    const { sessions, loads } = this.parts;
    const emptied = sessions.all().flatMap((entry) => {
      const running = entry.target.name === target ? runningOf(entry) : undefined;
      return running?.kept?.name === name ? [{ entry, running }] : [];
    });
    for (const { running } of emptied) running.setKept(undefined);
    await Promise.all(emptied.map(({ entry }) => loads.end(entry)));
  }

  /** Undefined where the person would have to be asked, and where the target does not answer. */
  private async askQuietly(target: string): Promise<readonly KeptEntry[] | undefined> {
    const machine = this.machine(target);
    if (!machine || !vscode.workspace.isTrusted || !this.parts.consent.isGivenToLoadOn(machine)) return undefined;
    const { access, log } = this.parts;
    const io: AskParts['access'] = {
      io: async (signal) => ({ ...(await access.io(signal)), askPassword: () => Promise.resolve(undefined) }),
    };
    const { signal } = new AbortController();
    const answer = await askLoader({ ...this.parts, access: io }, machine, { do: 'kept' }, 'kept', signal);
    if (!answer.ok) log.debug(`${answer.error.message} [kept]`);
    return answer.ok ? answer.value.entries : undefined;
  }

  private async askName(running: RunningSession): Promise<string | undefined> {
    const target = running.target.name;
    const taken = new Set(this.parts.kept.on(target).map(({ name }) => name));
    const proposal = running.name.replace(/(\.bpf)?\.c$/, '').replace(/[^A-Za-z0-9_.-]/g, '-');
    return vscode.window.showInputBox({
      title: `Keep ${running.title} running`,
      prompt: 'The name to find it by, on the target and in this view',
      value: taken.has(proposal) ? `${proposal}-2` : proposal,
      validateInput: (value) => {
        if (!isKeptName(value)) return 'Letters, digits and "_.-", at most 64; a letter or digit first.';
        return taken.has(value) ? `Something is kept as ${value} on ${target} already.` : undefined;
      },
    });
  }

  private async mayUnload(
    target: string,
    { name, source, programs }: Parameters<Keeping['unload']>[1],
  ): Promise<boolean> {
    if (this.parts.kept.wasKeptHere(target, name)) return true;
    const unload = 'Unload';
    const detail = `${plural(programs.length, 'program')} of ${source || 'an unknown file'}, kept by another window or an earlier one. What the maps hold is lost.`;
    const answer = await vscode.window.showWarningMessage(
      `Unload ${name} on ${target}?`,
      { modal: true, detail },
      unload,
    );
    return answer === unload;
  }

  private async takeOver(
    target: ReachableTarget,
    kept: Adoptable,
    report: (step: string) => void,
    signal: AbortSignal,
  ): Promise<Result<RunningSession, SessionFailure>> {
    const { access, loader, sessions } = this.parts;
    const source = await findSource(target.name, kept.name, kept.source);
    if (sessions.find(source, target.name)) {
      const what = `${kept.source} is loaded on ${target.name} by this window already.`;
      return failure(
        describeFailure('loaded-already', target.name, what, 'Stop that first, then take the other over.'),
      );
    }
    let object: Buffer | undefined;
    const messages = new Signal<LoaderMessage>();
    const listening = messages.event((message) => {
      if (message.type === 'object') object = Buffer.from(message.data);
    });
    const adopted = await adoptSession(
      { target, loader, io: await access.io(signal), name: kept.name },
      sessionEvents(this.parts, target.name, messages, report),
    );
    listening.dispose();
    if (!adopted.ok) return adopted;
    const name = kept.source || kept.name;
    const asKept = { name: kept.name, until: kept.until };
    return success(
      new RunningSession({
        source,
        name,
        session: adopted.value,
        object: object ?? Buffer.alloc(0),
        messages,
        kept: asKept,
      }),
    );
  }

  /** Through the connection that is there: costs the target next to nothing. */
  private async learn({ session, target }: RunningSession): Promise<void> {
    const answer = await session.ask({ do: 'kept' }, 'kept');
    if (answer.ok) this.parts.kept.learn(target.name, answer.value.entries);
    else this.parts.log.debug(`${answer.error.message} [kept]`);
  }

  private machine(name: string | undefined): ReachableTarget | undefined {
    if (name === undefined) return this.parts.targets.activeMachine();
    const target = this.parts.targets.all().find((known) => known.name === name);
    return target && target.kind !== 'capture' ? target : undefined;
  }

  /** What the loader cannot do on that kernel is no defect: said as it is, without an alarm. */
  private tell(problem: SessionFailure, consequence: string): void {
    if (problem.code !== 'denied') {
      showFailure(problem, this.parts.targetCommands.actions);
      return;
    }
    void vscode.window.showWarningMessage(withoutLinks(`${consequence} ${problem.message}`));
  }
}
