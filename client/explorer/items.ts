/** How each node of the Tracepoints view looks. */
import * as vscode from 'vscode';
import { detailOf, fieldIcon, highlightsOf, labelOf, NOT_ATTACHABLE, spokenLabel } from './texts';
import type { ExplorerNode } from './tree';

/** Scheme of the addresses by which the rows of events that BPF cannot attach to are dimmed. */
const DIMMED_SCHEME = 'bpf-tracepoints-event';

export function itemOf(node: ExplorerNode): vscode.TreeItem {
  const { Expanded, Collapsed, None } = vscode.TreeItemCollapsibleState;
  const label = { label: labelOf(node), highlights: highlightsOf(node) };
  const isLeaf = node.kind === 'field' || node.kind === 'problem';
  const isFound = node.kind === 'category' && node.filtered;
  const item = new vscode.TreeItem(label, isLeaf ? None : isFound ? Expanded : Collapsed);
  item.id = node.id;
  item.description = detailOf(node);
  item.accessibilityInformation = { label: spokenLabel(node) };
  item.iconPath = iconOf(node);
  if (node.kind === 'tracepoint') {
    const attachable = node.summary.attachable !== false;
    item.contextValue = `bpfTracepoints.tracepoint${attachable ? '' : '.notAttachable'}`;
    if (!attachable) item.resourceUri = vscode.Uri.from({ scheme: DIMMED_SCHEME, path: `/${node.summary.name}` });
  } else
    item.contextValue = `bpfTracepoints.${node.kind === 'field' && node.parent.kind === 'common' ? 'commonField' : node.kind}`;
  // Without one of its own VS Code shows the label again; those of tracepoints and fields come when they are asked for.
  if (node.kind !== 'tracepoint' && node.kind !== 'field') item.tooltip = spokenLabel(node);
  return item;
}

function iconOf(node: ExplorerNode): vscode.ThemeIcon {
  switch (node.kind) {
    case 'category':
      return new vscode.ThemeIcon('symbol-namespace');
    case 'tracepoint':
      return node.summary.attachable === false
        ? new vscode.ThemeIcon('circle-slash', new vscode.ThemeColor('disabledForeground'))
        : new vscode.ThemeIcon('symbol-event');
    case 'common':
      return new vscode.ThemeIcon('lock');
    case 'field':
      return new vscode.ThemeIcon(fieldIcon(node.field));
    case 'problem':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  }
}

/** Dims the rows of events that BPF cannot attach to, and says why. */
export function registerDimming(): vscode.Disposable {
  const dimmed = new vscode.FileDecoration(undefined, NOT_ATTACHABLE, new vscode.ThemeColor('disabledForeground'));
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration: ({ scheme }) => (scheme === DIMMED_SCHEME ? dimmed : undefined),
  });
}
