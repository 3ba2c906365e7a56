/** clang's messages in the Problems panel, each at its place. */
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { ClangDiagnostic, ClangNote } from '../../machine/clang-diagnostics';

const SEVERITY = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  note: vscode.DiagnosticSeverity.Information,
};

export class ClangProblems implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('bpf-tracepoints-clang');
  /** Files that the last compilation of each source had messages in. */
  private readonly touched = new Map<string, readonly vscode.Uri[]>();

  /** Replaces what the last compilation of `source` said. Messages in headers stand in the headers. */
  async show(source: vscode.Uri, diagnostics: readonly ClangDiagnostic[]): Promise<void> {
    this.clear(source);
    // $bpf-clang puts what a task of the author's says under the same name (package.json, problemMatchers), also into headers.
    if (this.touched.size === 0) this.collection.clear();
    else this.collection.delete(source);
    const byFile = new Map<string, ClangDiagnostic[]>();
    for (const diagnostic of diagnostics) {
      const file = pathOf(diagnostic.file, source);
      byFile.set(file, [...(byFile.get(file) ?? []), diagnostic]);
    }
    const uris: vscode.Uri[] = [];
    for (const [file, messages] of byFile) {
      const uri = file === source.fsPath ? source : vscode.Uri.file(file);
      const document = await open(uri);
      this.collection.set(
        uri,
        messages.map((message) => problem(message, document, source)),
      );
      uris.push(uri);
    }
    this.touched.set(source.toString(), uris);
  }

  clear(source: vscode.Uri): void {
    for (const uri of this.touched.get(source.toString()) ?? []) this.collection.delete(uri);
    this.touched.delete(source.toString());
  }

  dispose(): void {
    this.collection.dispose();
  }
}

function problem(
  message: ClangDiagnostic,
  document: vscode.TextDocument | undefined,
  source: vscode.Uri,
): vscode.Diagnostic {
  const result = new vscode.Diagnostic(rangeOf(message, document), message.text, SEVERITY[message.severity]);
  result.source = 'clang';
  if (message.flag) result.code = message.flag;
  result.relatedInformation = message.notes.map(
    (note) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(vscode.Uri.file(pathOf(note.file, source)), rangeOf(note, undefined)),
        note.text,
      ),
  );
  return result;
}

/** clang counts lines and columns from 1, columns in bytes of UTF-8; the word at the place is marked where the text is at hand. */
function rangeOf({ line, column }: ClangNote, document: vscode.TextDocument | undefined): vscode.Range {
  const row = Math.max((line ?? 1) - 1, 0);
  if (!document || row >= document.lineCount) return new vscode.Range(row, (column ?? 1) - 1, row, column ?? 1);
  const bytes = Buffer.from(document.lineAt(row).text, 'utf8').subarray(0, Math.max((column ?? 1) - 1, 0));
  const start = new vscode.Position(row, bytes.toString('utf8').length);
  return document.getWordRangeAtPosition(start) ?? new vscode.Range(start, start.translate(0, 1));
}

function pathOf(file: string | undefined, source: vscode.Uri): string {
  if (file === undefined) return source.fsPath;
  return isAbsolute(file) ? file : join(source.fsPath, '..', file);
}

async function open(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined; // A header that is gone again: the message keeps its line without a word's range.
  }
}
