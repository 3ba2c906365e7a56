/** Tells VS Code, for the `when` of menus, whether the active file is loaded or being loaded. */
import * as vscode from 'vscode';
import type { Sessions } from './sessions';

export function keepSessionContext(sessions: Sessions): vscode.Disposable {
  const update = (): void => {
    const source = vscode.window.activeTextEditor?.document.uri;
    const runs = source !== undefined && sessions.of(source).some(({ state }) => state.is !== 'failed');
    void vscode.commands.executeCommand('setContext', 'bpfTracepoints.sessionOfActiveEditor', runs);
  };
  const subscriptions = [
    vscode.window.onDidChangeActiveTextEditor(update),
    sessions.onDidChangeList(update),
    sessions.onDidChangeEntry(update),
  ];
  return vscode.Disposable.from(...subscriptions);
}
