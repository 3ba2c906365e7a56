/** Where a place that the kernel or the object names is in the editor. */
import { existsSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { SourcePlace } from '../../core/verifier/refusal';
import { columnsAt } from './expression';

/** Lines up and down in which a line is looked for that was moved since the compilation. */
const nearby = 200;

/** The file that was compiled, seen from the source that was loaded; a header stands for itself. */
export function fileOf({ file }: SourcePlace, source: vscode.Uri): vscode.Uri {
  const path = isAbsolute(file) ? file : join(source.fsPath, '..', file);
  if (path === source.fsPath) return source;
  // Compiled elsewhere, as on the target: the folder is that machine's.
  if (basename(path) === basename(source.fsPath) && !existsSync(path)) return source;
  return vscode.Uri.file(path);
}

export async function locate(place: SourcePlace, source: vscode.Uri): Promise<vscode.Location> {
  const uri = fileOf(place, source);
  return new vscode.Location(uri, rangeIn(await open(uri), place));
}

/** Where the place leads to, for a link. */
export const linkTo = (place: SourcePlace, source: vscode.Uri): vscode.Uri =>
  fileOf(place, source).with({ fragment: `L${place.line},${Math.max(place.column, 1)}` });

function rangeIn(document: vscode.TextDocument | undefined, place: SourcePlace): vscode.Range {
  const wanted = Math.max(place.line - 1, 0);
  if (document === undefined) return new vscode.Range(wanted, 0, wanted, place.text.length);
  const row = rowOf(document, wanted, place.text.trim());
  const { start, end } = columnsAt(document.lineAt(row).text, place.column);
  return new vscode.Range(row, start, row, end);
}

/** The line itself; where it has another text by now, the nearest that has this one. */
function rowOf(document: vscode.TextDocument, wanted: number, text: string): number {
  const last = document.lineCount - 1;
  const matches = (row: number): boolean => row >= 0 && row <= last && document.lineAt(row).text.trim() === text;
  if (text === '' || matches(wanted)) return Math.min(wanted, last);
  for (let distance = 1; distance <= nearby; distance++) {
    if (matches(wanted - distance)) return wanted - distance;
    if (matches(wanted + distance)) return wanted + distance;
  }
  return Math.min(wanted, last);
}

async function open(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined; // A header that is gone again: the line is known all the same.
  }
}
