/**
 * Programs that nobody typed: written below the extension's storage, so that they are compiled, loaded and shown like any file, and
 * can be kept as one.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join, sep } from 'node:path';
import * as vscode from 'vscode';
import { openSource } from './kept-source';

/** Programs that stay on disk, newest first: more than run at a time. */
const KEPT = 50;
/** Of a file's name, without its ending; a path component may have 255 bytes. */
const LONGEST_NAME = 80;

export class GeneratedSources {
  private readonly folder: string;
  /** By the URI. */
  private readonly titles = new Map<string, string>();

  /** `storage` is a folder of the extension's. */
  constructor(storage: string) {
    this.folder = join(storage, 'generated');
  }

  /**
   * The text as a file that can be compiled and loaded. `name` is what the Sessions view shows, with `.bpf.c` behind it; what no
   * file name should hold becomes `_`. The folder is named by the text: the same text is the same file, and what runs of another
   * text keeps its own. `title` is shown in place of the file's name. Rejects where nothing can be written.
   */
  async open(text: string, name: string, title?: string): Promise<vscode.TextDocument> {
    const folder = join(this.folder, createHash('sha256').update(text).digest('hex').slice(0, 16));
    const path = join(folder, `${fileName(name)}.bpf.c`);
    await mkdir(folder, { recursive: true });
    // Somebody may have changed it since.
    if ((await readFile(path, 'utf8').catch(() => undefined)) !== text) await writeFile(path, text);
    const now = new Date();
    await utimes(folder, now, now);
    await this.removeOld();
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
    if (title !== undefined) this.titles.set(document.uri.toString(), title);
    if (document.getText() !== text) await restore(document, text);
    return document;
  }

  /** What people know it by, where that is not its file's name. */
  titleOf(source: vscode.Uri): string | undefined {
    return this.titles.get(source.toString());
  }

  isGenerated(source: vscode.Uri): boolean {
    return source.scheme === 'file' && source.fsPath.startsWith(this.folder + sep);
  }

  /** Asks where to, writes a copy there, and opens it. False where the person chose no place. */
  async saveAs(source: vscode.Uri): Promise<boolean> {
    const document = await openSource(source, basename(source.fsPath));
    if (!document) return false;
    // Not beside the generated one: what lies there is removed when others have come.
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
    const place = await vscode.window.showSaveDialog({
      title: 'Save the Program As',
      defaultUri: vscode.Uri.joinPath(folder, basename(source.fsPath)),
      filters: { 'BPF programs in C': ['c'] },
    });
    if (!place) return false;
    await vscode.workspace.fs.writeFile(place, Buffer.from(document.getText()));
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(place));
    return true;
  }

  private async removeOld(): Promise<void> {
    const folders = (await readdir(this.folder)).map((name) => join(this.folder, name));
    if (folders.length <= KEPT) return;
    // Another window may remove the same.
    const times = await Promise.all(
      folders.map((path) =>
        stat(path).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0,
        ),
      ),
    );
    const newest = folders.map((path, at) => ({ path, time: times[at] ?? 0 })).sort((a, b) => b.time - a.time);
    await Promise.all(newest.slice(KEPT).map(({ path }) => rm(path, { recursive: true, force: true })));
  }
}

/** The editor has the file open with other text, which it would save before it compiles. */
async function restore(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
  await document.save();
}

const fileName = (name: string): string =>
  name
    .replace(/[^\w-]+/g, '_')
    .replace(/^[_-]+/, '')
    .slice(0, LONGEST_NAME) || 'program';
