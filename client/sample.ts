/** A program to begin with, written for the active kernel: it prints what is executed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { LanguageServer } from './language-server';

const TRACEPOINT = 'sched/sched_process_exec';
const NAME = 'exec_sample.bpf.c';

/** Opens it in the folder of the workspace, where saving puts it; the one that was saved there before is opened again. */
export async function openSample(server: LanguageServer): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = folder && join(folder.fsPath, NAME);
  if (file !== undefined && existsSync(file)) {
    await vscode.window.showTextDocument(vscode.Uri.file(file));
    return;
  }
  const text = await server.generateProgram(TRACEPOINT);
  if (text === undefined) {
    void vscode.window.showErrorMessage(
      `The active kernel has no ${TRACEPOINT}, or the language server is not running.`,
    );
    return;
  }
  const document =
    file === undefined
      ? await vscode.workspace.openTextDocument({ language: 'c', content: text })
      : await vscode.workspace.openTextDocument(vscode.Uri.file(file).with({ scheme: 'untitled' }));
  const editor = await vscode.window.showTextDocument(document);
  const start = new vscode.Position(0, 0);
  if (document.getText() === '') await editor.edit((edit) => edit.insert(start, text));
  editor.selection = new vscode.Selection(start, start);
}
