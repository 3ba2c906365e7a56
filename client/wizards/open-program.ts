/** Opens a text as a new program in the workspace, where saving puts it; nothing is on disk before. */
import * as vscode from 'vscode';

/** `name`: of the file, without `.bpf.c`; a number follows where it is taken. `folder`: the workspace's own unless told. */
export async function openProgram(text: string, name: string, folder?: vscode.Uri): Promise<void> {
  const document = await newDocument(name, folder ?? vscode.workspace.workspaceFolders?.[0]?.uri);
  const editor = await vscode.window.showTextDocument(document);
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text));
  const cursor = document.positionAt(startOfBody(text));
  editor.selection = new vscode.Selection(cursor, cursor);
  editor.revealRange(new vscode.Range(cursor, cursor), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function newDocument(name: string, folder: vscode.Uri | undefined): Promise<vscode.TextDocument> {
  if (!folder) return vscode.workspace.openTextDocument({ language: 'c' });
  const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.path));
  for (let number = 1; ; number++) {
    const file = vscode.Uri.joinPath(folder, `${name}${number === 1 ? '' : `_${number}`}.bpf.c`);
    if (open.has(file.path) || (await exists(file))) continue;
    return vscode.workspace.openTextDocument(file.with({ scheme: 'untitled' }));
  }
}

const exists = (file: vscode.Uri): Promise<boolean> =>
  Promise.resolve(
    vscode.workspace.fs.stat(file).then(
      () => true,
      () => false,
    ),
  );

/** The first line in the first program's braces; the text's start where it has none. */
function startOfBody(text: string): number {
  const program = text.indexOf('SEC("tracepoint/');
  const brace = program < 0 ? -1 : text.indexOf('\n{\n', program);
  if (brace < 0) return 0;
  const line = brace + '\n{\n'.length;
  return line + (/^\s*/.exec(text.slice(line))?.[0].length ?? 0);
}
