/** Puts the file as it is now in the place of what runs of it: on command, or each time it is saved. */
import * as vscode from 'vscode';
import type { SessionFailure } from '../../machine/session-failures';
import type { ReachableTarget } from '../../machine/target';
import { openSource } from './kept-source';
import type { Compile } from './load-start';
import type { Loads } from './loads';
import type { RunningSession } from './running-session';
import type { OutputChannels } from '../output';
import { withProgress } from '../progress';
import type { SessionEntry, Sessions } from './sessions';
import { readReloadOnSave } from '../settings';
import type { Subscription } from '../signal';

/** Where the choice for a file is kept, if it is another than the setting's. */
const CHOICES = 'reloadOnSave';

type Compiled = Awaited<ReturnType<Compile>>;

/** A session whose replacement has begun. */
interface Begun {
  readonly entry: SessionEntry;
  readonly running: RunningSession;
}

export class Reloads implements vscode.Disposable {
  private readonly subscriptions: Subscription[];
  private readonly chosen = new vscode.EventEmitter<vscode.Uri>();
  /** What is to be done when the file is saved is another. */
  readonly onDidChoose = this.chosen.event;
  /** The document's version that is being loaded, by its URI. */
  private readonly versions = new Map<string, number>();

  constructor(
    private readonly sessions: Sessions,
    private readonly loads: Loads,
    private readonly outputs: OutputChannels,
    private readonly memory: vscode.Memento,
  ) {
    this.subscriptions = [this.chosen, vscode.workspace.onDidSaveTextDocument((document) => void this.saved(document))];
  }

  onSave(source: vscode.Uri): boolean {
    return this.choices()[source.toString()] ?? readReloadOnSave(source);
  }

  async toggleOnSave(source: vscode.Uri): Promise<void> {
    const next = !this.onSave(source);
    // What the setting says anyway is no choice of the file's.
    const choice = next === readReloadOnSave(source) ? undefined : next;
    await this.memory.update(CHOICES, { ...this.choices(), [source.toString()]: choice });
    this.chosen.fire(source);
  }

  /** Those of one file that run. What cannot be replaced goes on, and a message says why. */
  async reload(entries: readonly SessionEntry[], onSave = false): Promise<void> {
    const running = entries.filter((entry) => entry.state.is === 'running');
    const [first] = running;
    if (!first) return;
    const document = await openSource(first.source, first.name);
    if (!document) return;
    const failures = await this.replace(document, running);
    for (const [target, failed] of failures) await this.explain(failed, target, document.uri, onSave);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Why it could not be replaced, by target; what is every target's failure, such as a compile error, is there once. */
  private async replace(
    document: vscode.TextDocument,
    entries: readonly SessionEntry[],
  ): Promise<readonly [ReachableTarget, SessionFailure][]> {
    const key = document.uri.toString();
    const name = entries[0]?.name ?? '';
    this.versions.set(key, document.version);
    const begun = entries.flatMap((entry) => this.begin(entry));
    const compiled = await withProgress(`Compiling ${name}`, (_report, signal) => {
      const compile = this.loads.compileOnce(document, signal);
      return Promise.all(begun.map(({ running }) => compile(running.session.hello?.machine ?? '', running.target)));
    });
    // Not to be cancelled from here on: only the target knows whether it still runs the old program.
    const where = entries.map(({ target }) => target.name).join(', ');
    const outcomes = await withProgress(
      `Loading ${name} again on ${where}`,
      () => Promise.all(begun.map((reload, index) => this.replaceOne(reload, compiled[index]))),
      false,
    );
    this.versions.delete(key);
    const failures = begun.flatMap(({ entry }, index): [string, [ReachableTarget, SessionFailure]][] => {
      const failed = outcomes[index];
      return failed ? [[failed.message, [entry.target, failed]]] : [];
    });
    return [...new Map(failures).values()];
  }

  private async explain(
    failed: SessionFailure,
    target: ReachableTarget,
    source: vscode.Uri,
    onSave: boolean,
  ): Promise<void> {
    // Who saves in the middle of a thought knows that it does not compile: clang's errors stand in the text.
    if (onSave && failed.code === 'compile-failed') {
      vscode.window.setStatusBarMessage(`$(warning) ${failed.message} What was loaded before goes on running.`, 8000);
      return;
    }
    const advice = `${failed.advice} What was loaded before goes on running.`;
    await this.loads.explain({ ...failed, advice }, target, source);
  }

  private begin(entry: SessionEntry): Begun[] {
    const { state } = entry;
    if (state.is !== 'running') return [];
    const { running } = state;
    this.sessions.set(entry, { is: 'reloading', running });
    this.loads.forgetRefusals(entry.source, entry.target);
    return [{ entry, running }];
  }

  private async replaceOne(
    { entry, running }: Begun,
    compiled: Compiled | undefined,
  ): Promise<SessionFailure | undefined> {
    if (!compiled) return undefined;
    const failed = compiled.ok ? await running.reload(compiled.value) : compiled.error;
    // It ended meanwhile, which has been said.
    if (this.sessions.find(entry.source, entry.target.name)?.state.is !== 'reloading') return undefined;
    const isProblem = failed !== undefined && failed.code !== 'cancelled';
    this.sessions.set(entry, { is: 'running', running, ...(isProblem && { reloadFailed: failed }) });
    if (failed) return isProblem ? failed : undefined;
    const kept = running.maps.filter(({ reused }) => reused === true).length;
    const maps = kept === 1 ? '1 map kept its contents' : `${kept} maps kept their contents`;
    const stays = running.kept ? `, and it stays kept as ${running.kept.name}` : '';
    this.outputs
      .of(entry.target.name)
      .appendLine(`── ${entry.name} loaded again on ${entry.target.name}: ${maps}${stays}`);
    return undefined;
  }

  private async saved(document: vscode.TextDocument): Promise<void> {
    const { uri } = document;
    if (!this.onSave(uri)) return;
    // The compilation saves the document itself.
    if (this.versions.get(uri.toString()) === document.version) return;
    const entries = this.sessions.of(uri);
    if (entries.some(({ state }) => state.is === 'reloading')) await this.whenReloaded(uri);
    await this.reload(this.sessions.of(uri), true);
  }

  private whenReloaded(source: vscode.Uri): Promise<void> {
    return new Promise((resolve) => {
      const subscription = this.sessions.onDidChangeEntry(() => {
        if (this.sessions.of(source).some(({ state }) => state.is === 'reloading')) return;
        subscription.dispose();
        resolve();
      });
    });
  }

  private choices(): Readonly<Record<string, boolean | undefined>> {
    return this.memory.get<Record<string, boolean>>(CHOICES, {});
  }
}
