/** What the panels of maps and of buffers have in common: a page, the running session, and the end of either. */
import * as vscode from 'vscode';
import type { DeniedMessage, LoadedMap, LoaderMessage } from '../../machine/loader-messages';
import type { RunningSession } from '../sessions/running-session';
import type { Subscription } from '../signal';
import { isFromPage, type FromPage, type Notice, type ToPage } from './messages';

export abstract class DataPanel implements vscode.Disposable {
  private readonly subscriptions: Subscription[] = [];
  private readonly closed = new vscode.EventEmitter<void>();
  readonly onDidClose = this.closed.event;
  private pageIsReady = false;
  private ended = false;
  private paused = false;
  /** The loader has sent nothing since it was told to. */
  private unanswered = false;
  private hasProblem = false;
  protected map: LoadedMap;

  constructor(
    protected readonly panel: vscode.WebviewPanel,
    readonly running: RunningSession,
    map: LoadedMap,
  ) {
    this.map = map;
    this.subscriptions.push(
      panel.webview.onDidReceiveMessage((message: unknown) => {
        if (isFromPage(message)) void this.fromPage(message);
      }),
      panel.onDidDispose(() => this.dispose()),
      running.onMessage((message) => this.fromLoader(message)),
      running.onDidReplace(() => this.replaced()),
    );
    void running.session.ended.then(() => this.end('The session has ended. This is what was there last.'));
  }

  get mapId(): number {
    return this.map.id;
  }

  /** A session that ended has nothing new to show: its map is to be opened anew. */
  get isLive(): boolean {
    return !this.ended;
  }

  show(): void {
    this.panel.reveal();
  }

  /** The page can be told things. */
  begin(): void {
    this.pageIsReady = true;
    this.setUp();
    if (!this.isPaused) this.start();
  }

  dispose(): void {
    if (this.pageIsReady && !this.ended) this.listen(false);
    this.ended = true;
    for (const subscription of this.subscriptions.splice(0)) subscription.dispose();
    this.closed.fire();
    this.closed.dispose();
  }

  /** Tells the loader to send, or to send no more. */
  protected abstract listen(on: boolean): void;
  /** Everything that the page needs to begin with. */
  protected abstract setUp(): void;
  protected abstract save(): Promise<void>;
  protected abstract take(message: LoaderMessage): void;
  /** Whether the loader's refusal is about what this panel asked for. */
  protected abstract isOurs(message: DeniedMessage): boolean;

  protected post(message: ToPage): void {
    if (this.pageIsReady) void this.panel.webview.postMessage(message);
  }

  protected async fromPage(message: FromPage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.begin();
        break;
      case 'pause':
        this.paused = message.on;
        if (!this.isPaused) this.start();
        else if (!this.ended) this.listen(false);
        break;
      case 'export':
        await this.save();
        break;
      case 'open-program':
        await vscode.commands.executeCommand('bpfTracepoints.openAsProgram', this.running.source);
        break;
      default:
        break;
    }
  }

  protected start(): void {
    this.unanswered = true;
    this.listen(true);
  }

  /** What was asked for comes: what was refused before is no problem any more. */
  protected answered(): void {
    this.unanswered = false;
    if (!this.hasProblem) return;
    this.hasProblem = false;
    this.notice('well', '');
  }

  protected get isPaused(): boolean {
    return this.paused || this.ended;
  }

  private fromLoader(message: LoaderMessage): void {
    if (message.type !== 'denied') this.take(message);
    else if (this.unanswered && this.isOurs(message)) {
      this.hasProblem = true;
      this.notice('problem', message.reason);
    }
  }

  private notice(kind: Notice['kind'], text: string): void {
    this.post({ type: 'notice', kind, text });
  }

  /** The map of the same name in the object that runs now; its id is another where its contents were not kept. */
  private replaced(): void {
    const map = this.running.maps.find(({ name }) => name === this.map.name);
    if (!map) {
      this.end(`The program that runs now has no map ${this.map.name}. This is what was there last.`);
      return;
    }
    this.map = map;
    this.setUp();
    // Also where this map is the same: what else is read for it, such as a counter among the variables, may be another.
    if (!this.isPaused) this.start();
  }

  private end(text: string): void {
    if (this.ended) return;
    this.ended = true;
    this.notice('ended', text);
  }
}
