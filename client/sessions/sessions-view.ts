/** The Sessions view: keeps the tree up to date without flicker, and counts what runs in its badge. */
import * as vscode from 'vscode';
import type { KeptPrograms } from './kept-programs';
import type { RunningSession } from './running-session';
import { entryText, itemOf, programText, type ItemContext } from './session-items';
import { childrenOf, entryId, programId, targetId, targetNodes, type SessionNode } from './session-nodes';
import { plural } from './session-text';
import type { SessionEntry, Sessions } from './sessions';
import type { Subscription } from '../signal';

export const SESSIONS_VIEW = 'bpfTracepoints.sessions';
/** Milliseconds between two redrawings of figures. */
const REDRAW = 900;

export class SessionsView implements vscode.TreeDataProvider<SessionNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<SessionNode[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<SessionNode>;
  /** The nodes as VS Code has them, and the text that it shows of each. */
  private readonly nodes = new Map<string, SessionNode>();
  private readonly shown = new Map<string, string>();
  private readonly figures = new Map<RunningSession, Subscription>();
  private readonly dirty = new Set<RunningSession>();
  private timer: NodeJS.Timeout | undefined;
  private readonly subscriptions: Subscription[];

  constructor(
    private readonly sessions: Sessions,
    private readonly kept: KeptPrograms,
    private readonly context: ItemContext,
  ) {
    this.view = vscode.window.createTreeView(SESSIONS_VIEW, { treeDataProvider: this });
    this.subscriptions = [
      this.view,
      sessions.onDidChangeList(() => this.refresh()),
      sessions.onDidChangeEntry((entry) => this.refreshEntry(entry)),
      sessions.onDidStart((running) => this.begin(running)),
      sessions.onDidEnd((running) => this.end(running)),
      kept.onDidChange(() => this.refresh()),
    ];
  }

  get visible(): boolean {
    return this.view.visible;
  }

  get onDidChangeVisibility(): vscode.Event<unknown> {
    return this.view.onDidChangeVisibility;
  }

  /** What a command from the keyboard is about. */
  get selected(): readonly SessionNode[] {
    return this.view.selection;
  }

  getTreeItem(node: SessionNode): vscode.TreeItem {
    const item = itemOf(node, this.context);
    this.shown.set(node.id, textOf(node));
    return item;
  }

  getChildren(parent?: SessionNode): SessionNode[] {
    const nodes = parent ? childrenOf(parent, this.sessions, this.kept) : targetNodes(this.sessions, this.kept);
    for (const [id, node] of this.nodes) if (this.getParent(node)?.id === parent?.id) this.nodes.delete(id);
    for (const node of nodes) this.nodes.set(node.id, node);
    return nodes;
  }

  getParent(node: SessionNode): SessionNode | undefined {
    switch (node.kind) {
      case 'target':
        return undefined;
      case 'entry':
        return this.nodes.get(targetId(node.entry.target.name));
      case 'program':
      case 'map':
        return this.nodes.get(entryId(node.entry));
      case 'kept':
        return this.nodes.get(targetId(node.target));
      case 'kept-part':
        return node.parent;
    }
  }

  /** Opens the view at the entry, or at whatever was looked at last. */
  async show(entry?: SessionEntry): Promise<void> {
    const node = entry && this.nodes.get(entryId(entry));
    if (node) await this.view.reveal(node, { focus: true, expand: true });
    else await vscode.commands.executeCommand(`${SESSIONS_VIEW}.focus`);
  }

  /** Draws the entry anew, e.g. because what is to be done on save is another. */
  refreshEntry(entry: SessionEntry): void {
    const node = this.nodes.get(entryId(entry)) ?? this.nodes.get(targetId(entry.target.name));
    if (node) this.changed.fire([node]);
    this.updateBadge();
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const subscription of this.figures.values()) subscription.dispose();
    this.changed.dispose();
  }

  private refresh(): void {
    this.changed.fire(undefined);
    this.updateBadge();
  }

  private begin(running: RunningSession): void {
    const replaced = running.onDidReplace(() => this.refresh());
    const counted = running.onDidChange(() => {
      this.dirty.add(running);
      this.timer ??= setTimeout(() => this.redraw(), REDRAW).unref();
    });
    this.figures.set(running, {
      dispose: () => {
        replaced.dispose();
        counted.dispose();
      },
    });
  }

  private end(running: RunningSession): void {
    this.figures.get(running)?.dispose();
    this.figures.delete(running);
    this.dirty.delete(running);
    this.updateBadge();
  }

  /** Only nodes whose words are others now. */
  private redraw(): void {
    this.timer = undefined;
    const nodes = [...this.dirty].flatMap((running) => this.nodesOf(running));
    this.dirty.clear();
    const stale = nodes.filter((node) => this.shown.get(node.id) !== textOf(node));
    if (this.view.visible && stale.length > 0) this.changed.fire(stale);
  }

  private nodesOf(running: RunningSession): SessionNode[] {
    const entry = this.sessions.find(running.source, running.target.name);
    if (!entry) return [];
    const ids = [entryId(entry), ...running.programs.map(({ name }) => programId(entry, name))];
    return ids.flatMap((id) => this.nodes.get(id) ?? []);
  }

  private updateBadge(): void {
    const programs = this.sessions.running().reduce((sum, running) => sum + running.programs.length, 0);
    this.view.badge =
      programs === 0 ? undefined : { value: programs, tooltip: `${plural(programs, 'program')} running` };
  }
}

/** What of a node changes by itself. */
function textOf(node: SessionNode): string {
  if (node.kind === 'entry') return entryText(node.entry);
  return node.kind === 'program' ? programText(node) : '';
}
