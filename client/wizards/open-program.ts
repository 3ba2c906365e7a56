/** Opens a generated program as a text that is not saved yet, where one reads on: in its first function. */
import * as vscode from 'vscode';
import { openUntitled } from '../untitled';

/** `name`: of the file, without `.bpf.c`. `folder`: the workspace's own unless told. */
export async function openProgram(text: string, name: string, folder?: vscode.Uri): Promise<void> {
  const editor = await openUntitled(`${name}.bpf.c`, text, folder);
  const cursor = editor.document.positionAt(startOfBody(text));
  editor.selection = new vscode.Selection(cursor, cursor);
  editor.revealRange(new vscode.Range(cursor, cursor), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** The first line in the first program's braces; the text's start where it has none. */
function startOfBody(text: string): number {
  const program = text.indexOf('SEC("tracepoint/');
  const brace = program < 0 ? -1 : text.indexOf('\n{\n', program);
  if (brace < 0) return 0;
  const line = brace + '\n{\n'.length;
  return line + (/^\s*/.exec(text.slice(line))?.[0].length ?? 0);
}
