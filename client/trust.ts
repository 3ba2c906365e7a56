/** Nothing of an untrusted workspace is compiled or run, and no host is contacted for it. */
import * as vscode from 'vscode';

/** Tells the person where the answer is no. */
export function trusted(): boolean {
  if (vscode.workspace.isTrusted) return true;
  void vscode.window.showWarningMessage(
    'This workspace is not trusted: nothing of it is compiled or loaded, and no host is contacted. Trust it first (Workspaces: Manage Workspace Trust).',
  );
  return false;
}
