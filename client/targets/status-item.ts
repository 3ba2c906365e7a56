/** The status bar's word on which machine's kernel answers. Shown only beside C files that hold BPF. */
import * as vscode from 'vscode';
import type { KernelStatus } from '../../core/messages';

const BPF_SOURCE = /\bSEC\s*\(\s*"|section\s*\(\s*"\??(?:tp|tracepoint)\//;

export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'bpfTracepoints.target',
    vscode.StatusBarAlignment.Right,
    90,
  );
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly becameRelevant = new vscode.EventEmitter<void>();
  /** A BPF source is looked at, and was not before. */
  readonly onBecameRelevant = this.becameRelevant.event;
  private relevant = false;

  constructor() {
    this.item.name = 'BPF Tracepoints: Target';
    this.item.command = 'bpfTracepoints.selectTarget';
    this.subscriptions.push(
      vscode.window.onDidChangeActiveTextEditor(() => this.updateVisibility()),
      // A section begins with a quote: no other keystroke in plain C is worth a look.
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (this.relevant || document !== vscode.window.activeTextEditor?.document) return;
        if (contentChanges.some(({ text }) => text.includes('"'))) this.updateVisibility();
      }),
    );
    this.updateVisibility();
  }

  /** `chosen` is the active target, which may have no tracepoints yet; `note` is what to know of it, e.g. that it is offline. */
  show(status: KernelStatus, chosen: string, note?: string): void {
    const problem = note ?? (status.tracepoints === 0 ? status.problems[0] : undefined);
    const known = status.tracepoints > 0 ? status.name : `${chosen || 'BPF'}: no tracepoints yet`;
    this.item.text = `${problem ? '$(warning)' : '$(pulse)'} ${known}`;
    const lines = [`BPF tracepoints: ${describe(status, chosen)}`];
    if (problem) lines.push(problem);
    else if (status.problems.length > 0) lines.push(`Could not be read: ${status.problems.slice(0, 5).join('; ')}`);
    lines.push('Click to choose another target.');
    // Plain text: problems can quote what a host or a capture said.
    this.item.tooltip = lines.join('\n\n');
    this.item.accessibilityInformation = {
      label: `BPF Tracepoints target: ${status.name || chosen}. ${problem ?? ''}`,
    };
    this.updateVisibility();
  }

  get isRelevant(): boolean {
    return this.relevant;
  }

  dispose(): void {
    this.item.dispose();
    this.becameRelevant.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private updateVisibility(): void {
    const document = vscode.window.activeTextEditor?.document;
    const before = this.relevant;
    this.relevant = document !== undefined && isBpfSource(document);
    if (this.relevant) this.item.show();
    else this.item.hide();
    if (this.relevant && !before) this.becameRelevant.fire();
  }
}

function isBpfSource(document: vscode.TextDocument): boolean {
  if (document.languageId === 'tracepoint-format') return true;
  if (!['c', 'cpp'].includes(document.languageId)) return false;
  return document.fileName.endsWith('.bpf.c') || BPF_SOURCE.test(document.getText(new vscode.Range(0, 0, 2000, 0)));
}

function describe({ name, source, tracepoints }: KernelStatus, chosen: string): string {
  if (tracepoints === 0) return name || chosen || 'no kernel';
  const origin = { target: '', 'this-machine': '', shipped: ', shipped with the extension' }[source];
  return `${name}${origin}, ${tracepoints} tracepoints`;
}
