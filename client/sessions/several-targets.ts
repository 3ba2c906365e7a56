/** Loads one file on several targets at once; each outcome is a row of the Sessions view, and one message sums up. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ReachableTarget } from '../../machine/target';
import type { Consent } from '../targets/consent';
import { showFailure, type FailureActions } from '../failures';
import type { Loads } from './loads';
import { withProgress } from '../progress';
import { plural } from './session-text';
import type { Targets } from '../targets/targets';
import { trusted } from '../trust';

/** Names of the targets that were chosen last, in this workspace. */
const CHOSEN = 'severalTargets';

export class SeveralTargets {
  constructor(
    private readonly targets: Targets,
    private readonly loads: Loads,
    private readonly consent: Consent,
    private readonly memory: vscode.Memento,
    private readonly actions: FailureActions,
    private readonly showSessions: () => unknown,
  ) {}

  async load(document: vscode.TextDocument | undefined): Promise<void> {
    if (!document || !trusted()) return;
    const chosen = await this.choose(document);
    if (chosen.length === 0 || !(await this.consent.toLoadOn(chosen))) return;
    const name = basename(document.uri.fsPath);
    let done = 0;
    const failures = await withProgress(`${name} on ${plural(chosen.length, 'target')}`, async (report, signal) => {
      const compile = this.loads.compileOnce(document, signal);
      const outcomes = await Promise.all(
        chosen.map(async (target) => {
          const outcome = await this.loads.loadOn({ document, target, compile, report: () => undefined, signal });
          report(`${++done} of ${chosen.length} done`);
          return outcome;
        }),
      );
      return outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]));
    });
    const real = failures.filter(({ code }) => code !== 'cancelled');
    const [first] = real;
    // Where nothing compiles, every target says the same.
    if (first && real.length === chosen.length && real.every(({ message }) => message === first.message)) {
      showFailure(first, this.actions);
      return;
    }
    const good = chosen.length - failures.length;
    const words = [
      `${name} runs on ${good === chosen.length ? `all ${chosen.length}` : `${good} of ${chosen.length}`} targets.`,
      ...real.map(({ message }) => message),
    ].join(' ');
    const show = real.length > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    // Not awaited: the load is over when it is, not when somebody has read the message.
    void show(words, 'Show Sessions').then((button) => button && this.showSessions());
  }

  private async choose(document: vscode.TextDocument): Promise<readonly ReachableTarget[]> {
    const machines = this.targets.all().flatMap((target) => (target.kind === 'capture' ? [] : [target]));
    const before = new Set(this.memory.get<string[]>(CHOSEN) ?? [this.targets.activeName()]);
    const picked = await vscode.window.showQuickPick(
      machines.map((target) => ({
        label: target.name,
        description: target.kind === 'ssh' ? `ssh ${target.host}` : '',
        detail: this.targets.captureOf(target)?.release ?? 'Its kernel is not known yet',
        picked: before.has(target.name),
        target,
      })),
      {
        title: `Load ${basename(document.uri.fsPath)} on which targets?`,
        placeHolder: 'Mark the machines',
        canPickMany: true,
        matchOnDescription: true,
      },
    );
    if (!picked || picked.length === 0) return [];
    await this.memory.update(
      CHOSEN,
      picked.map(({ label }) => label),
    );
    return picked.map(({ target }) => target);
  }
}
