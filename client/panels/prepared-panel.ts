/** A panel whose page starts while what it is to show is being loaded: a web view takes a good part of a second to start. */
import type * as vscode from 'vscode';
import { isFromPage, type Notice } from './messages';

/** A panel that was waiting, and what its page has told already. */
export interface TakenPanel {
  readonly panel: vscode.WebviewPanel;
  readonly isReady: boolean;
}

export class PreparedPanel implements vscode.Disposable {
  private isReady = false;
  /** The person has closed it, or somebody shows something in it. */
  private isOver = false;
  private readonly subscriptions: readonly vscode.Disposable[];

  /** `waiting`: what the page says meanwhile. */
  constructor(
    private readonly panel: vscode.WebviewPanel,
    waiting: string,
  ) {
    const notice: Notice = { type: 'notice', kind: 'well', text: waiting };
    this.subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => {
        if (!isFromPage(message) || message.type !== 'ready') return;
        this.isReady = true;
        void panel.webview.postMessage(notice);
      }),
      panel.onDidDispose(() => this.finish()),
    ];
  }

  /** Whoever takes it has it; undefined where the person has closed it. */
  take(): TakenPanel | undefined {
    if (this.isOver) return undefined;
    this.finish();
    return { panel: this.panel, isReady: this.isReady };
  }

  /** Closes it, unless somebody took it. */
  dispose(): void {
    if (this.isOver) return;
    this.finish();
    this.panel.dispose();
  }

  private finish(): void {
    this.isOver = true;
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
