/** Has runs counted on targets only while somebody looks at the figures: counting costs every BPF program there some time. */
import * as vscode from 'vscode';
import type { RunningSession } from './running-session';
import type { Sessions } from './sessions';
import type { SessionsView } from './sessions-view';
import type { Subscription } from '../signal';

export class Statistics implements vscode.Disposable {
  private readonly wanted = new Map<RunningSession, Subscription>();
  private readonly subscriptions: Subscription[];

  constructor(
    private readonly sessions: Sessions,
    private readonly view: Pick<SessionsView, 'visible' | 'onDidChangeVisibility'>,
    private readonly lensesShown: (source: vscode.Uri) => boolean,
  ) {
    const update = (): void => this.update();
    this.subscriptions = [
      view.onDidChangeVisibility(update),
      vscode.window.onDidChangeVisibleTextEditors(update),
      vscode.workspace.onDidChangeConfiguration(update),
      sessions.onDidStart(update),
      // Its loader is gone, and the counting with it.
      sessions.onDidEnd((running) => this.wanted.delete(running)),
    ];
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private update(): void {
    for (const running of this.sessions.running()) {
      const wants = this.view.visible || this.lensesOf(running.source);
      const has = this.wanted.get(running);
      if (wants && !has) this.wanted.set(running, running.wantStatistics());
      if (!wants && has) {
        this.wanted.delete(running);
        has.dispose();
      }
    }
  }

  private lensesOf(source: vscode.Uri): boolean {
    const isOpen = vscode.window.visibleTextEditors.some(
      ({ document }) => document.uri.toString() === source.toString(),
    );
    return isOpen && this.lensesShown(source);
  }
}
