/** Publishes diagnostics of open files: after each change, and for all of them when the kernel changes. */
import type { Connection, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { SourceFiles } from './documents';
import { findProblems, toDiagnostic } from './features/diagnostics';
import type { Kernels } from '../machine/disk/kernels';

/** Milliseconds from opening a file to its first diagnostics, within which nobody looks for them. */
const openingPause = 50;

/** Several changes that arrive together are answered once, by the text that they lead to. */
export class Diagnosing {
  private readonly waiting = new Set<string>();
  /** Files that were answered, if only with nothing. */
  private readonly shown = new Set<string>();

  constructor(
    private readonly connection: Connection,
    private readonly documents: TextDocuments<TextDocument>,
    private readonly files: SourceFiles,
    private readonly kernels: Kernels,
    /** URI of docs/diagnostics.md. */
    private readonly explanations: string,
  ) {
    documents.onDidChangeContent(({ document }) => this.request(document.uri));
    // A header that was saved changes the files that include it.
    documents.onDidSave(() => this.requestAll());
    documents.onDidClose(({ document }) => this.clear(document.uri));
  }

  requestAll(): void {
    for (const { uri } of this.documents.all()) this.request(uri);
  }

  private request(uri: string): void {
    if (this.waiting.size === 0) {
      // Who has just opened a file asks for something first: that answer does not wait for what nobody has asked for.
      if (this.shown.has(uri)) afterWhatIsAsked(() => this.answer());
      else setTimeout(() => this.answer(), openingPause);
    }
    this.waiting.add(uri);
  }

  private answer(): void {
    const uris = [...this.waiting];
    this.waiting.clear();
    const kernel = this.kernels.active();
    for (const uri of uris) {
      const document = this.documents.get(uri);
      const file = document && this.files.get(document);
      // What is no file of ours gets no message, unless it was one a moment ago.
      if (!file || (!file.holdsProgram && !this.shown.has(uri))) continue;
      const findings = kernel.ok ? findProblems(file, kernel.value, () => this.kernels.others(kernel.value.name)) : [];
      const diagnostics = findings.map((finding) => toDiagnostic(file, finding, this.explanations));
      this.shown.add(uri);
      void this.connection.sendDiagnostics({ uri, diagnostics, version: document.version });
    }
  }

  private clear(uri: string): void {
    if (this.shown.delete(uri)) void this.connection.sendDiagnostics({ uri, diagnostics: [] });
  }
}

/** A completion that came with the edit is in the connection's queue, which is read one message a turn (vscode-jsonrpc, connection.ts). */
function afterWhatIsAsked(run: () => void): void {
  setImmediate(() => setImmediate(() => setImmediate(run)));
}
