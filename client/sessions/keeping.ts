/** Programs that go on running without the editor: keeping them, finding them again, unloading them. */
import * as vscode from 'vscode';
import { withoutLinks } from '../../core/without-links';
import { isKeptName } from '../../machine/loader-commands';
import type { KeptEntry } from '../../machine/loader-messages';
import { lacksFor } from '../../machine/preflight';
import type { SessionFailure } from '../../machine/session-failures';
import { showFailure } from '../failures';
import type { KeptPrograms } from './kept-programs';
import { askLoader, type AskParts } from './loader-question';
import type { Loads } from './loads';
import type { OutputChannels } from '../output';
import { withProgress } from '../progress';
import type { RunningSession } from './running-session';
import { moment, plural } from './session-text';
import { SESSIONS_VIEW } from './sessions-view';
import type { Sessions } from './sessions';
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

/** Seconds. */
const LIMITS: readonly { readonly label: string; readonly seconds: number }[] = [
  { label: '10 minutes', seconds: 600 },
  { label: '1 hour', seconds: 3600 },
  { label: '8 hours', seconds: 28_800 },
  { label: 'No limit', seconds: 0 },
];

export class Keeping implements vscode.Disposable {
  private readonly subscription;

  constructor(private readonly parts: KeepingParts) {
    this.subscription = parts.sessions.onDidStart((running) => this.began(running));
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
    const { targets } = this.parts;
    const target =
      (on === undefined ? targets.activeMachine() : targets.machine(on)) ?? (await this.parts.targetCommands.select());
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

  /** Removes what was kept; asks first, where another window, or an earlier one, kept it. */
  async unload(target: string, entry: Pick<KeptEntry, 'name' | 'source' | 'programs'>): Promise<void> {
    if (!trusted()) return;
    const machine = this.parts.targets.machine(target);
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
    await this.parts.loads.endKept(target, name);
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private began(running: RunningSession): void {
    void this.learn(running);
    running.onDidReplace(() => {
      if (running.kept) void this.learn(running);
    });
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

  /** Through the connection that is there: costs the target next to nothing. */
  private async learn({ session, target }: RunningSession): Promise<void> {
    const answer = await session.ask({ do: 'kept' }, 'kept');
    if (answer.ok) this.parts.kept.learn(target.name, answer.value.entries);
    else this.parts.log.debug(`${answer.error.message} [kept]`);
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
