/** What a person does to sessions: from the view's rows, the keyboard, a code lens, an editor's title, or the palette. */
import * as vscode from 'vscode';
import type { GeneratedSources } from './generated-source';
import type { Adoption } from './adoption';
import type { Keeping } from './keeping';
import { openSource } from './kept-source';
import type { KeptPrograms } from './kept-programs';
import type { LoadCommand } from './load-command';
import type { LanguageServer } from '../language-server';
import type { Loads } from './loads';
import type { OutputChannels } from '../output';
import type { Overhead } from './overhead';
import { withProgress } from '../progress';
import type { Reloads } from './reloads';
import { keptNodes, type KeptNode, type SessionNode } from './session-nodes';
import type { SessionsView } from './sessions-view';
import { entryText } from './session-items';
import { runningOf, type SessionEntry, type Sessions } from './sessions';

export interface SessionCommandParts {
  readonly sessions: Sessions;
  readonly loads: Loads;
  readonly loading: LoadCommand;
  readonly reloads: Reloads;
  readonly keeping: Keeping;
  readonly adoption: Adoption;
  readonly overhead: Overhead;
  readonly kept: KeptPrograms;
  readonly view: SessionsView;
  readonly outputs: OutputChannels;
  readonly server: LanguageServer;
  readonly generated: GeneratedSources;
}

/** What a key in the view passes: the command is about what is selected there. */
const SELECTION = 'selection';

export class SessionCommands {
  constructor(private readonly parts: SessionCommandParts) {}

  /** The node that a command of the view is about. */
  nodeOf([first]: readonly unknown[]): SessionNode | undefined {
    if (first === SELECTION) return this.parts.view.selected[0];
    return isNode(first) ? first : undefined;
  }

  /** Stops what the arguments name; without a name, what the person picks. */
  async stop(args: readonly unknown[]): Promise<void> {
    if (this.nodeOf(args)?.kind === 'kept') {
      await this.unload(args);
      return;
    }
    const entries = this.entriesOf(args) ?? (await this.pick('Stop which?', (entry) => entry.state.is !== 'failed'));
    if (entries.length === 0) return;
    const where = entries.map(({ target }) => target.name).join(', ');
    // Stopping is what cancelling would do.
    const stop = () => Promise.all(entries.map((entry) => this.parts.loads.end(entry)));
    await withProgress(`Stopping on ${where}`, stop, false);
  }

  async reload(args: readonly unknown[]): Promise<void> {
    const entries =
      this.entriesOf(args) ?? (await this.pick('Load which again?', ({ state }) => state.is === 'running'));
    await this.parts.reloads.reload(entries);
  }

  async measureOverhead(args: readonly unknown[]): Promise<void> {
    const canBeMeasured = (entry: SessionEntry): boolean => entry.state.is === 'running';
    const [entry] = this.entriesOf(args) ?? (await this.pick('Measure which?', canBeMeasured));
    const running = entry && runningOf(entry);
    if (running) await this.parts.overhead.measure(running);
  }

  /** After a failure, or anew on the same target. */
  async loadAgain(args: readonly unknown[]): Promise<void> {
    const [entry] = this.entriesOf(args) ?? (await this.pick('Load which again?', () => true));
    if (!entry) return;
    const document = await openSource(entry.source, entry.name);
    await this.parts.loading.load(document, entry.target);
  }

  async keep(args: readonly unknown[]): Promise<void> {
    const canBeKept = (entry: SessionEntry): boolean => runningOf(entry) !== undefined && !runningOf(entry)?.kept;
    const [entry] = this.entriesOf(args) ?? (await this.pick('Keep which running?', canBeKept));
    const running = entry && runningOf(entry);
    if (running) await this.parts.keeping.keep(running);
  }

  async showKept(args: readonly unknown[]): Promise<void> {
    const node = this.nodeOf(args);
    await this.parts.keeping.showKept(node?.kind === 'target' ? node.target : undefined);
  }

  async adopt(args: readonly unknown[]): Promise<void> {
    const node = await this.keptNode(args, 'Take over which?');
    if (node) await this.parts.adoption.adopt(node.target, node.kept);
  }

  /** What was kept: by itself, or while a session of this window still has it. */
  async unload(args: readonly unknown[]): Promise<void> {
    const node = this.nodeOf(args);
    const running = node?.kind === 'entry' ? runningOf(node.entry) : undefined;
    if (running?.kept) {
      const { name } = running.kept;
      const about = { name, source: running.name, programs: running.programs };
      await this.parts.keeping.unload(running.target.name, about);
      return;
    }
    const kept = await this.keptNode(args, 'Unload which?');
    if (kept) await this.parts.keeping.unload(kept.target, kept.kept);
  }

  async toggleReloadOnSave(args: readonly unknown[]): Promise<void> {
    const source = this.entriesOf(args)?.[0]?.source ?? activeSource();
    if (source) await this.parts.reloads.toggleOnSave(source);
  }

  /** False where the arguments name nothing that runs. */
  showOutput(args: readonly unknown[]): boolean {
    const node = this.nodeOf(args);
    const target =
      node?.kind === 'target' || node?.kind === 'kept' ? node.target : this.entriesOf(args)?.[0]?.target.name;
    if (target === undefined) return false;
    this.parts.outputs.of(target).show(true);
    return true;
  }

  async showSessions(args: readonly unknown[]): Promise<void> {
    await this.parts.view.show(this.entriesOf(args)?.[0]);
  }

  /** `[source, name of the program]`. */
  async goToProgram([source, name]: readonly unknown[]): Promise<void> {
    if (!(source instanceof vscode.Uri)) return;
    const document = await openSource(source, 'the program');
    if (!document) return;
    const editor = await vscode.window.showTextDocument(document);
    const programs = await this.parts.server.programs(document, new vscode.CancellationTokenSource().token);
    const found = programs.find((program) => program.name === name);
    if (!found) return;
    const start = new vscode.Position(found.range.start.line, found.range.start.character);
    editor.selection = new vscode.Selection(start, start);
    editor.revealRange(new vscode.Range(start, start), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** Keeps what was generated as a file of the person's own. */
  async openAsProgram(args: readonly unknown[]): Promise<void> {
    const [given] = args;
    const named = given instanceof vscode.Uri ? given : this.entriesOf(args)?.[0]?.source;
    const source = named ?? activeSource();
    if (source && this.parts.generated.isGenerated(source)) await this.parts.generated.saveAs(source);
    else void vscode.window.showInformationMessage('This program has a file of its own already.');
  }

  /** Undefined where the arguments name none, and more than one could be meant. */
  entriesOf(args: readonly unknown[]): readonly SessionEntry[] | undefined {
    const { sessions } = this.parts;
    const node = this.nodeOf(args);
    if (node) {
      if (node.kind === 'target') return sessions.all().filter(({ target }) => target.name === node.target);
      return 'entry' in node ? [node.entry] : [];
    }
    const [source = activeSource(), target] = args;
    if (!(source instanceof vscode.Uri)) return undefined;
    const ofFile = sessions.of(source).filter((entry) => target === undefined || entry.target.name === target);
    return ofFile.length === 1 || target !== undefined ? ofFile : undefined;
  }

  private async keptNode(args: readonly unknown[], title: string): Promise<KeptNode | undefined> {
    const node = this.nodeOf(args);
    if (node?.kind === 'kept') return node;
    const { kept, sessions } = this.parts;
    const nodes = kept.targets().flatMap((target) => keptNodes(target, sessions, kept));
    if (nodes.length === 0) {
      void vscode.window.showInformationMessage(
        'No kept program is known. Show Kept Programs asks the active target for them.',
      );
      return undefined;
    }
    const picked = await vscode.window.showQuickPick(
      nodes.map((each) => ({ label: each.kept.name, description: each.target, detail: each.kept.source, node: each })),
      { title },
    );
    return picked?.node;
  }

  /** Those of the active file, all of them marked; where it has none, any. */
  private async pick(title: string, fits: (entry: SessionEntry) => boolean): Promise<readonly SessionEntry[]> {
    const active = activeSource();
    const ofFile = active ? this.parts.sessions.of(active).filter(fits) : [];
    if (ofFile.length === 1) return ofFile;
    const entries = ofFile.length > 0 ? ofFile : this.parts.sessions.all().filter(fits);
    if (entries.length === 0) {
      void vscode.window.showInformationMessage('No program of this window is loaded.');
      return [];
    }
    const picked = await vscode.window.showQuickPick(
      entries.map((entry) => ({
        label: ofFile.length > 0 ? entry.target.name : entry.name,
        description: ofFile.length > 0 ? entryText(entry) : `${entry.target.name} · ${entryText(entry)}`,
        picked: ofFile.length > 0 || entries.length === 1,
        entry,
      })),
      { title, placeHolder: 'Mark which', canPickMany: true },
    );
    return (picked ?? []).map(({ entry }) => entry);
  }
}

const activeSource = (): vscode.Uri | undefined => vscode.window.activeTextEditor?.document.uri;

const kinds = new Set<unknown>(['target', 'entry', 'program', 'map', 'kept', 'kept-part']);

const isNode = (value: unknown): value is SessionNode =>
  typeof value === 'object' && value !== null && 'kind' in value && kinds.has(value.kind);
