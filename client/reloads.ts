/** Puts the file as it is now in the place of what runs of it: on command, or each time it is saved. */
import * as vscode from 'vscode';
import type { SessionFailure } from '../machine/session-failures';
import { openSource } from './kept-source';
import type { Compile, Loads } from './loads';
import type { OutputChannels } from './output';
import { withProgress } from './progress';
import { plural } from './session-text';
import type { SessionEntry, Sessions } from './sessions';
import { readReloadOnSave } from './settings';
import type { Subscription } from './signal';

/** Where the choice for a file is kept, if it is another than the setting's. */
const CHOICES = 'reloadOnSave';

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
  async reload(entries: readonly SessionEntry[]): Promise<void> {
    const running = entries.filter(({ state }) => state.is === 'running');
    const [first] = running;
    if (!first) return;
    const document = await openSource(first.source, first.name);
    if (!document) return;
    const where = running.map(({ target }) => target.name).join(', ');
    await withProgress(`Loading ${first.name} again on ${where}`, (report, signal) =>
      this.replace(document, running, this.loads.compileOnce(document, signal), report),
    );
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async replace(
    document: vscode.TextDocument,
    entries: readonly SessionEntry[],
    compile: Compile,
    report: (step: string) => void,
  ): Promise<void> {
    const key = document.uri.toString();
    this.versions.set(key, document.version);
    report('Compiling');
    const failures = await Promise.all(entries.map((entry) => this.replaceOne(entry, compile)));
    this.versions.delete(key);
    // A compile error is every target's: once is enough.
    const told = new Set<string>();
    for (const [index, failed] of failures.entries()) {
      const entry = entries[index];
      if (!failed || !entry || told.has(failed.message)) continue;
      told.add(failed.message);
      await this.loads.explain(
        { ...failed, advice: `${failed.advice} What was loaded before goes on running.` },
        entry.target,
        entry.source,
      );
    }
  }

  private async replaceOne(entry: SessionEntry, compile: Compile): Promise<SessionFailure | undefined> {
    const { state } = entry;
    if (state.is !== 'running') return undefined;
    const { running } = state;
    this.sessions.set(entry, { is: 'reloading', running });
    this.loads.forgetRefusals(entry.source, entry.target);
    const compiled = await compile(running.session.hello?.machine ?? '', running.target);
    const failed = compiled.ok ? await running.reload(compiled.value) : compiled.error;
    // It ended meanwhile, which has been said.
    if (this.sessions.find(entry.source, entry.target.name)?.state.is !== 'reloading') return undefined;
    const isProblem = failed !== undefined && failed.code !== 'cancelled';
    this.sessions.set(entry, { is: 'running', running, ...(isProblem && { reloadFailed: failed }) });
    if (failed) return isProblem ? failed : undefined;
    const kept = running.maps.filter(({ reused }) => reused === true).length;
    const maps = kept === 0 ? 'no map kept its contents' : `${plural(kept, 'map')} kept their contents`;
    this.outputs.of(entry.target.name).appendLine(`── ${entry.name} loaded again on ${entry.target.name}: ${maps}`);
    return undefined;
  }

  private async saved(document: vscode.TextDocument): Promise<void> {
    const { uri } = document;
    if (!this.onSave(uri)) return;
    // The compilation saves the document itself.
    if (this.versions.get(uri.toString()) === document.version) return;
    const entries = this.sessions.of(uri);
    if (entries.some(({ state }) => state.is === 'reloading')) await this.whenReloaded(uri);
    await this.reload(this.sessions.of(uri));
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
