/** A program to begin with, written for the active kernel: it prints what is executed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { LanguageServer } from './language-server';
import { tellError } from './tell';
import { openUntitled } from './untitled';

const TRACEPOINT = 'sched/sched_process_exec';
const NAME = 'exec_sample.bpf.c';

/** Opens it in the folder of the workspace, where saving puts it; the one that was saved there before is opened again. */
export async function openSample(server: LanguageServer): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = folder && join(folder.fsPath, NAME);
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.fsPath === file);
  if (open || (file !== undefined && existsSync(file))) {
    await vscode.window.showTextDocument(
      open ?? (await vscode.workspace.openTextDocument(vscode.Uri.file(file ?? ''))),
    );
    return;
  }
  const written = await server.generateProgram(TRACEPOINT);
  if (written.ok) await openUntitled(NAME, written.value);
  else tellError(written.error);
}
