/** Saves rows as CSV or JSON where the person says, piece by piece, so that the editor stays responsive. */
import * as vscode from 'vscode';
import { errorText } from '../../machine/failure';
import { tellError } from '../tell';

export type SaveFormat = 'csv' | 'json';

/** Pieces of the file, in order. */
export type RowTexts = Generator<string, void, undefined>;

/** Characters gathered before the event loop is let go on. */
const PIECE = 1 << 16;

const FORMATS = [
  { label: 'CSV', description: 'a table, for spreadsheets', format: 'csv' },
  { label: 'JSON', description: 'values as they are nested', format: 'json' },
] as const;

/** The format is asked for first: VS Code’s own dialog for files on other machines gives every name the first filter’s ending. */
export async function saveRows(name: string, rows: (format: SaveFormat) => RowTexts): Promise<void> {
  const chosen = await vscode.window.showQuickPick(FORMATS, { placeHolder: `Export ${name} as` });
  if (!chosen) return;
  const { format, label } = chosen;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = await vscode.window.showSaveDialog({
    filters: { [label]: [format] },
    title: `Export ${name}`,
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `${fileName(name)}.${format}`) }),
  });
  if (!file) return;
  try {
    await writeRows(file, rows(format));
  } catch (error) {
    tellError(`${name} was not saved: ${errorText(error)} Choose another place.`);
    return;
  }
  const open = 'Open';
  const answer = await vscode.window.showInformationMessage(`${name} was saved.`, open);
  if (answer === open) await vscode.commands.executeCommand('vscode.open', file);
}

/** What is written is complete or not there: the file system writes a whole file at once. */
export async function writeRows(file: vscode.Uri, rows: RowTexts): Promise<void> {
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  let text = '';
  for (const row of rows) {
    text += row;
    if (text.length < PIECE) continue;
    pieces.push(encoder.encode(text));
    text = '';
    await new Promise((resolve) => setImmediate(resolve));
  }
  pieces.push(encoder.encode(text));
  await vscode.workspace.fs.writeFile(file, Buffer.concat(pieces));
}

const fileName = (name: string): string => name.replace(/[^\w.-]+/g, '_').replace(/^\.+/, '') || 'map';
