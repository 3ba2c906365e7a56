/** A program that is not saved yet, under the name that it would have in the workspace's folder. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';

/**
 * Opens it where one reads on: in its first function. `name` is a checked file name; where a file has it already, or another text
 * that is not saved, a number is put before `.bpf.c`. `folder` is the workspace's first unless told.
 */
export async function openUntitled(
  name: string,
  text: string,
  folder = vscode.workspace.workspaceFolders?.[0]?.uri,
): Promise<void> {
  const document = folder
    ? await vscode.workspace.openTextDocument(
        vscode.Uri.file(freePath(folder.fsPath, name)).with({ scheme: 'untitled' }),
      )
    : await vscode.workspace.openTextDocument({ language: 'c', content: text });
  if (document.getText() === '') {
    // Before it is shown, so that nobody sees it empty.
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), text);
    await vscode.workspace.applyEdit(edit);
  }
  const cursor = document.positionAt(startOfBody(text));
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(cursor, cursor) });
}

function freePath(folder: string, name: string): string {
  const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.fsPath));
  const taken = (path: string): boolean => existsSync(path) || open.has(path);
  let path = join(folder, name);
  for (let number = 2; taken(path); number++) path = join(folder, name.replace(/(?:\.bpf)?\.c$/, `_${number}$&`));
  return path;
}

/** The first line in the first program's braces; the text's start where it has none. */
function startOfBody(text: string): number {
  const program = text.indexOf('SEC("tracepoint/');
  const brace = program < 0 ? -1 : text.indexOf('\n{\n', program);
  if (brace < 0) return 0;
  const line = brace + '\n{\n'.length;
  return line + (/^\s*/.exec(text.slice(line))?.[0].length ?? 0);
}
