/** The verifier's logs as read-only documents, one a program and target, the last refusal of each. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { LogDocument } from './log-document';

export const logScheme = 'bpf-verifier';
export const logLanguage = 'bpf-verifier-log';

export interface VerifierLog {
  readonly uri: vscode.Uri;
  readonly program: string;
  readonly target: string;
  /** The file that was loaded. */
  readonly source: vscode.Uri;
  readonly document: LogDocument;
}

export class VerifierLogs implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  /** By URI, the newest last. */
  private readonly logs = new Map<string, VerifierLog>();
  private readonly subscriptions: vscode.Disposable[];
  private readonly mark = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('inputValidation.errorBackground'),
    borderColor: new vscode.ThemeColor('inputValidation.errorBorder'),
    borderWidth: '0 0 0 3px',
    borderStyle: 'solid',
    overviewRulerColor: new vscode.ThemeColor('editorError.foreground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });

  constructor() {
    this.subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(logScheme, this),
      vscode.window.onDidChangeVisibleTextEditors((editors) => {
        for (const editor of editors) this.decorate(editor);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        for (const editor of vscode.window.visibleTextEditors) if (editor.document === document) this.decorate(editor);
      }),
    ];
  }

  add(log: Omit<VerifierLog, 'uri'>): VerifierLog {
    const uri = vscode.Uri.from({
      scheme: logScheme,
      path: `/${inPath(log.program)} verifier log (${inPath(log.target)}).${logLanguage}`,
      // Two files can have a program of the same name.
      query: log.source.fsPath,
    });
    const entry = { ...log, uri };
    this.logs.delete(uri.toString());
    this.logs.set(uri.toString(), entry);
    this.changed.fire(uri);
    return entry;
  }

  of(uri: vscode.Uri): VerifierLog | undefined {
    return this.logs.get(uri.toString());
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.of(uri)?.document.text ?? '# This log is of an earlier window and gone. Load the program again.\n';
  }

  /** Opens at the line that says why it was refused. */
  async show(log: VerifierLog): Promise<void> {
    const line = log.document.refusedLine;
    const editor = await vscode.window.showTextDocument(log.uri, { selection: new vscode.Range(line, 0, line, 0) });
    editor.revealRange(new vscode.Range(line, 0, line, 0), vscode.TextEditorRevealType.InCenter);
    this.decorate(editor);
  }

  /** Opens the log of the file's last refusal; asks where there are several, or where the file has none and others have. */
  async choose(source: vscode.Uri | undefined): Promise<void> {
    const all = [...this.logs.values()].reverse();
    const own = all.filter((log) => log.source.toString() === source?.toString());
    const candidates = own.length > 0 ? own : all;
    if (candidates.length === 0) {
      void vscode.window.showInformationMessage('No program was refused since this window was opened.');
      return;
    }
    const log = candidates.length === 1 ? candidates[0] : await pick(candidates);
    if (log) await this.show(log);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.mark.dispose();
    this.changed.dispose();
  }

  private decorate(editor: vscode.TextEditor): void {
    const log = this.of(editor.document.uri);
    if (!log) return;
    const line = log.document.refusedLine;
    editor.setDecorations(this.mark, [new vscode.Range(line, 0, line, 0)]);
  }
}

async function pick(logs: readonly VerifierLog[]): Promise<VerifierLog | undefined> {
  const items = logs.map((log) => ({
    label: log.program,
    description: `${basename(log.source.fsPath)} on ${log.target}`,
    log,
  }));
  return (await vscode.window.showQuickPick(items, { title: 'The verifier’s log of which program?' }))?.log;
}

/** A name from elsewhere as a part of one path segment. */
const inPath = (name: string): string => name.replaceAll(/[/\\]/g, '_');
