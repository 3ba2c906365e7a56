/** A code lens on each program: load its file on the target, or stop it where it runs. */
import * as vscode from 'vscode';
import type { ProgramSummary } from '../core/messages';

export interface LensState {
  programs(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<readonly ProgramSummary[]>;
  /** Name of the target on which a click loads, or undefined where none is chosen. */
  targetName(): string | undefined;
  /** Name of the target on which the file runs now, if it does. */
  runsOn(document: vscode.Uri): string | undefined;
}

export class CodeLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(private readonly state: LensState) {}

  refresh(): void {
    this.changed.fire();
  }

  async provideCodeLenses(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.CodeLens[]> {
    const programs = await this.state.programs(document, token);
    return programs.flatMap(({ range: { start, end } }) =>
      this.commands(document.uri).map(
        (command) =>
          new vscode.CodeLens(new vscode.Range(start.line, start.character, end.line, end.character), command),
      ),
    );
  }

  dispose(): void {
    this.changed.dispose();
  }

  private commands(uri: vscode.Uri): vscode.Command[] {
    const runsOn = this.state.runsOn(uri);
    if (runsOn !== undefined) {
      return [
        { title: `$(debug-stop) Stop on ${runsOn}`, command: 'bpfTracepoints.stop', arguments: [uri] },
        { title: '$(output) Output', command: 'bpfTracepoints.showOutput', arguments: [uri] },
      ];
    }
    const target = this.state.targetName();
    const title = target === undefined ? 'Load on Target…' : `Load on ${target}`;
    return [{ title: `$(play) ${title}`, command: 'bpfTracepoints.load', arguments: [uri] }];
  }
}
