/** The Tracepoints view: the active kernel's categories, tracepoints and fields, or those that a filter lets through. */
import * as vscode from 'vscode';
import { nearestNames } from '../../core/formats/nearest';
import type { KernelStatus, TracepointSummary } from '../../core/messages';
import type { LanguageServer } from '../language-server';
import { count } from '../sessions/session-text';
import { itemOf } from './items';
import { KernelRecords } from './kernel-records';
import { fieldTooltip, kernelText, tracepointTooltip } from './texts';
import { buildTree, commonNodes, fieldNodes, problemNode, type ExplorerNode, type Tree } from './tree';

export const EXPLORER_VIEW = 'bpfTracepoints.explorer';

const EMPTY = buildTree([]);

const yes = (): boolean => true;
const no = (): boolean => false;

export class ExplorerView implements vscode.TreeDataProvider<ExplorerNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<ExplorerNode>;
  private records: KernelRecords | undefined;
  private filterText = '';
  private tree: Promise<Tree> | undefined;
  private listFailed = false;
  /** Settled when the first kernel answers, or none can. */
  private readonly ready: Promise<void>;
  private setReady: () => void = () => undefined;

  constructor(private readonly server: Pick<LanguageServer, 'execute'>) {
    this.ready = new Promise((resolve) => {
      this.setReady = resolve;
    });
    this.view = vscode.window.createTreeView(EXPLORER_VIEW, {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: true,
    });
    // What could not be listed is asked for again when somebody looks again.
    this.view.onDidChangeVisibility(({ visible }) => {
      if (visible && this.listFailed) this.refresh();
    });
  }

  /** What a command from the keyboard is about. */
  get selected(): readonly ExplorerNode[] {
    return this.view.selection;
  }

  /** The kernel whose tracepoints are shown; undefined where none answers. */
  get kernel(): KernelStatus | undefined {
    return this.records?.status;
  }

  get filter(): string {
    return this.filterText;
  }

  /** From now on this kernel answers; undefined where no server runs. Nothing is asked before somebody looks. */
  setKernel(status: KernelStatus | undefined): void {
    this.records = status && status.tracepoints > 0 ? new KernelRecords(this.server, status) : undefined;
    this.view.description = this.records ? kernelText(this.records.status) : '';
    this.setReady();
    this.refresh();
  }

  /** Shows what matches; an empty text shows all. Resolves with how many do once that is known. */
  async setFilter(text: string): Promise<{ readonly shown: number; readonly total: number }> {
    if (text !== this.filterText) {
      this.filterText = text;
      void vscode.commands.executeCommand('setContext', 'bpfTracepoints.explorerFiltered', text.trim() !== '');
      this.refresh();
    }
    const { byName, total } = await this.current();
    return { shown: byName.size, total };
  }

  /** All of the kernel, whatever the filter hides; empty where none answers. */
  async summaries(): Promise<readonly TracepointSummary[]> {
    await this.ready;
    const listed = await this.records?.summaries();
    return listed?.ok ? listed.value : [];
  }

  /** Up to three names that somebody may have meant by a filter that finds nothing. */
  async nearest(text: string): Promise<readonly string[]> {
    return nearestNames({ names: (await this.summaries()).map(({ name }) => name) }, text);
  }

  /** Opens the view at the tracepoint, without the filter where that hides it. False where the kernel has none of that name. */
  async reveal(name: string): Promise<boolean> {
    if (!(await this.current()).byName.has(name)) await this.setFilter('');
    const node = (await this.current()).byName.get(name);
    if (!node) return false;
    await this.view.reveal(node, { select: true, focus: true, expand: true });
    return true;
  }

  /** Moves the keyboard to what was found first, or to the view. */
  async focusFirst(): Promise<void> {
    const [first] = (await this.current()).categories;
    const node = this.filterText.trim() === '' ? undefined : first?.tracepoints[0];
    // Refused where the tree was drawn anew meanwhile, for another kernel or filter.
    const revealed = node && this.view.reveal(node, { select: true, focus: true }).then(yes, no);
    if (!(await revealed)) await vscode.commands.executeCommand(`${EXPLORER_VIEW}.focus`);
  }

  getTreeItem(node: ExplorerNode): vscode.TreeItem {
    return itemOf(node);
  }

  async getChildren(parent?: ExplorerNode): Promise<ExplorerNode[]> {
    switch (parent?.kind) {
      case undefined:
        return [...(await this.current()).categories];
      case 'category':
        return [...parent.tracepoints];
      case 'common':
        return commonNodes(parent);
      case 'tracepoint': {
        const described = await this.records?.describe(parent.summary.name);
        if (!described) return [];
        return described.ok ? fieldNodes(parent, described.value) : [problemNode(parent, described.error)];
      }
      default:
        return [];
    }
  }

  async getParent(node: ExplorerNode): Promise<ExplorerNode | undefined> {
    if (node.kind === 'category') return undefined;
    if (node.kind !== 'tracepoint') return node.parent;
    return (await this.current()).categories.find(({ category }) => category === node.category);
  }

  /** VS Code asks when the mouse rests on a row. */
  async resolveTreeItem(item: vscode.TreeItem, node: ExplorerNode): Promise<vscode.TreeItem> {
    const kernel = this.kernel?.name ?? '';
    if (node.kind === 'field') item.tooltip = new vscode.MarkdownString(fieldTooltip(node, kernel));
    if (node.kind === 'tracepoint') {
      const described = await this.records?.describe(node.summary.name);
      if (described?.ok) item.tooltip = new vscode.MarkdownString(tracepointTooltip(described.value, kernel));
    }
    return item;
  }

  dispose(): void {
    this.view.dispose();
    this.changed.dispose();
  }

  private refresh(): void {
    this.tree = undefined;
    this.changed.fire(undefined);
  }

  /** The tree as kernel and filter are now. */
  private async current(): Promise<Tree> {
    await this.ready;
    this.tree ??= this.build();
    return this.tree;
  }

  private async build(): Promise<Tree> {
    const { records, filterText } = this;
    const listed = await (filterText.trim() === '' ? records?.summaries() : records?.summariesWithFields());
    const tree = listed?.ok ? buildTree(listed.value, filterText) : EMPTY;
    const message = listed && !listed.ok ? listed.error : messageOf(tree, filterText);
    if (records !== this.records || filterText !== this.filterText) return tree;
    this.view.message = message;
    this.listFailed = listed?.ok === false;
    if (this.listFailed) this.tree = undefined;
    return tree;
  }
}

/** Nothing where nothing is found: what to do then stands in the view's place. */
function messageOf({ byName, total }: Tree, filterText: string): string {
  if (filterText.trim() === '' || byName.size === 0) return '';
  const byField = [...byName.values()].filter(({ match }) => (match?.fields.length ?? 0) > 0).length;
  const fields = byField === 0 ? '' : `, ${count(byField)} by a field`;
  return `${count(byName.size)} of ${count(total)} match “${filterText.trim()}”${fields}`;
}
