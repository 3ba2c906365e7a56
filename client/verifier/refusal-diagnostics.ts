/** Diagnostics of what the kernel refused, by source file and target. They follow edits, and go with the line they are on. */
import * as vscode from 'vscode';
import { lineShift, type Edit } from './moves';

export interface PlacedDiagnostic {
  readonly uri: vscode.Uri;
  readonly diagnostic: vscode.Diagnostic;
}

interface Entry extends PlacedDiagnostic {
  /** The file that was loaded: the diagnostic may stand in a header of it. */
  readonly source: string;
  readonly target: string;
}

export class RefusalDiagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('bpf-tracepoints-verifier');
  private entries: readonly Entry[] = [];
  private readonly subscription = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    this.follow(document.uri, contentChanges);
  });

  add(source: vscode.Uri, target: string, placed: readonly PlacedDiagnostic[]): void {
    const owner = { source: source.toString(), target };
    this.replace([...this.entries, ...placed.map((one) => ({ ...one, ...owner }))]);
  }

  /** Those of the file's loads on the target, or on every target. */
  clear(source: vscode.Uri, target?: string): void {
    const key = source.toString();
    this.replace(this.entries.filter((entry) => entry.source !== key || (target ?? entry.target) !== entry.target));
  }

  dispose(): void {
    this.subscription.dispose();
    this.collection.dispose();
  }

  private replace(entries: readonly Entry[]): void {
    const before = new Map(this.entries.map(({ uri }) => [uri.toString(), uri]));
    this.entries = entries;
    const uris = new Map([...before, ...entries.map(({ uri }) => [uri.toString(), uri] as const)]);
    for (const [key, uri] of uris) {
      const here = entries.filter((entry) => entry.uri.toString() === key);
      this.collection.set(
        uri,
        here.map(({ diagnostic }) => diagnostic),
      );
    }
  }

  /** Changes of one event are in an order in which each can be applied by itself: from the last place to the first. */
  private follow(uri: vscode.Uri, edits: readonly Edit[]): void {
    const key = uri.toString();
    let entries = this.entries;
    for (const edit of edits) {
      entries = entries.flatMap((entry) => {
        const diagnostic = afterEdit(entry, key, edit);
        return diagnostic ? [diagnostic === entry.diagnostic ? entry : { ...entry, diagnostic }] : [];
      });
    }
    const isSame = entries.length === this.entries.length && entries.every((entry, at) => entry === this.entries[at]);
    if (!isSame) this.replace(entries);
  }
}

/** The same diagnostic where nothing moved; undefined where its line was edited. */
function afterEdit({ uri, diagnostic }: Entry, edited: string, edit: Edit): vscode.Diagnostic | undefined {
  const own = uri.toString() === edited ? shifted(diagnostic.range, edit) : diagnostic.range;
  if (!own) return undefined;
  const related = diagnostic.relatedInformation?.map((one) => {
    const { uri: where, range } = one.location;
    // A step on the way stays at the line that was edited: the refusal itself is not.
    const moved = where.toString() === edited ? (shifted(range, edit) ?? range) : range;
    return moved === range
      ? one
      : new vscode.DiagnosticRelatedInformation(new vscode.Location(where, moved), one.message);
  });
  const isSame =
    own === diagnostic.range && (related?.every((one, at) => one === diagnostic.relatedInformation?.[at]) ?? true);
  if (isSame) return diagnostic;
  const copy = new vscode.Diagnostic(own, diagnostic.message, diagnostic.severity);
  if (diagnostic.source !== undefined) copy.source = diagnostic.source;
  if (diagnostic.code !== undefined) copy.code = diagnostic.code;
  if (related) copy.relatedInformation = related;
  return copy;
}

/** The same range where it did not move. */
function shifted(range: vscode.Range, edit: Edit): vscode.Range | undefined {
  const lines = lineShift(edit, range.start.line, range.end.line);
  if (lines === undefined) return undefined;
  return lines === 0 ? range : new vscode.Range(range.start.translate(lines), range.end.translate(lines));
}
