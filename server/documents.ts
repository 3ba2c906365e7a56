/** Open files and what the scanner made of them, once per version. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Range as LspRange } from 'vscode-languageserver-types';
import { holdsTracepointProgram, scanSource } from '../core/source/scan';
import type { Range, SourceModel } from '../core/source/types';

/** UTF-16 units. Larger texts are generated or not C; scanning them on every edit would cost more than it gives. */
const SIZE_LIMIT = 4 * 1024 * 1024;

/** One version of a C file that may hold tracepoint programs. */
export interface SourceFile {
  readonly document: TextDocument;
  readonly text: string;
  readonly model: SourceModel;
  /** False for a C file that is not a BPF program (yet): only section completion may answer. */
  readonly holdsProgram: boolean;
}

export class SourceFiles {
  private readonly scanned = new WeakMap<TextDocument, { version: number; file: SourceFile | undefined }>();

  /** The file's model, or undefined for what is too large or binary: then every feature stays silent. */
  get(document: TextDocument): SourceFile | undefined {
    const known = this.scanned.get(document);
    if (known?.version === document.version) return known.file;
    const file = scan(document);
    this.scanned.set(document, { version: document.version, file });
    return file;
  }
}

function scan(document: TextDocument): SourceFile | undefined {
  const text = document.getText();
  if (text.length > SIZE_LIMIT || text.includes('\0')) return undefined;
  const model = scanSource(text);
  return { document, text, model, holdsProgram: holdsTracepointProgram(model) };
}

export function lspRange(document: TextDocument, range: Range): LspRange {
  return { start: document.positionAt(range.start), end: document.positionAt(range.end) };
}
