/** A text that is not saved yet, under the name that it would have in the workspace's folder. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** `name` is a checked file name; `folder` is another than the workspace's first. Where a file has it already, or another text that is not saved, a number is put before `.bpf.c`. */
export async function openUntitled(
  name: string,
  text: string,
  folder = vscode.workspace.workspaceFolders?.[0]?.uri,
): Promise<vscode.TextEditor> {
  const document = folder
    ? await vscode.workspace.openTextDocument(
        vscode.Uri.file(freePath(folder.fsPath, name)).with({ scheme: 'untitled' }),
      )
    : await vscode.workspace.openTextDocument({ language: 'c', content: text });
  const editor = await vscode.window.showTextDocument(document);
  const start = new vscode.Position(0, 0);
  if (document.getText() === '') await editor.edit((edit) => edit.insert(start, text));
  editor.selection = new vscode.Selection(start, start);
  return editor;
}

function freePath(folder: string, name: string): string {
  const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.fsPath));
  const taken = (path: string): boolean => existsSync(path) || open.has(path);
  let path = join(folder, name);
  for (let number = 2; taken(path); number++) path = join(folder, name.replace(/(?:\.bpf)?\.c$/, `_${number}$&`));
  return path;
}
