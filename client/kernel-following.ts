/** What follows when another kernel answers, or the targets, the settings or the trust in the workspace change. */
import * as vscode from 'vscode';
import type { KernelStatus } from '../core/messages';
import type { ExplorerView } from './explorer/explorer-view';
import type { MachineParts } from './machine-wiring';
import type { CodeLenses } from './sessions/code-lenses';
import { SECTION } from './settings';
import { StatusItem } from './targets/status-item';

export interface Followers {
  readonly explorer: ExplorerView;
  readonly lenses: CodeLenses;
}

export class KernelFollowing {
  private latest: KernelStatus | undefined;
  private readonly status: StatusItem;

  constructor(
    private readonly parts: MachineParts,
    private readonly followers: Followers,
  ) {
    const { own, server, targets, targetCommands } = parts;
    this.status = own(new StatusItem());
    own(server.onKernelStatus((next) => this.kernelAnswers(next)));
    own(targets.onDidChange(() => this.targetsChanged()));
    own(vscode.workspace.onDidChangeConfiguration((change) => void this.settingsChanged(change)));
    own(vscode.workspace.onDidGrantWorkspaceTrust(() => void targetCommands.keepCurrent()));
  }

  /** Of the kernel that answers; undefined while none does. */
  get kernelName(): string | undefined {
    return this.latest?.name;
  }

  /** Keeps the active target's capture current, once a BPF source is looked at: not in every C project are hosts contacted. */
  keepCurrentWhenRelevant(): void {
    const { own, targetCommands } = this.parts;
    if (this.status.isRelevant) void targetCommands.keepCurrent();
    else own(onFirst(this.status.onBecameRelevant, () => void targetCommands.keepCurrent()));
  }

  private kernelAnswers(next: KernelStatus): void {
    this.latest = next;
    this.followers.explorer.setKernel(next);
    this.show();
  }

  private targetsChanged(): void {
    void this.parts.server.configure();
    this.show();
  }

  private show(): void {
    const { targets } = this.parts;
    if (this.latest) this.status.show(this.latest, targets.activeName(), targets.note());
    this.followers.lenses.refresh();
  }

  private async settingsChanged(change: vscode.ConfigurationChangeEvent): Promise<void> {
    if (!change.affectsConfiguration(SECTION)) return;
    const { targets, targetCommands } = this.parts;
    // Asked before anything is awaited: the event is of now.
    const machine = ['targets', 'activeTarget', 'ssh'].some((name) =>
      change.affectsConfiguration(`${SECTION}.${name}`),
    );
    await targets.restore();
    if (machine) await targetCommands.keepCurrent();
  }
}

function onFirst(event: vscode.Event<void>, then: () => void): vscode.Disposable {
  const subscription = event(() => {
    subscription.dispose();
    then();
  });
  return subscription;
}
