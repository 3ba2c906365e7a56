/** Open files and what the scanner made of them, once per version. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Range as LspRange } from 'vscode-languageserver-types';
import { quotedIncludes } from '../core/source/includes';
import type { ProgramMacro } from '../core/source/program-macros';
import { holdsTracepointProgram, isScannable, scanSource, type ScanOptions } from '../core/source/scan';
import type { Range, SourceModel } from '../core/source/types';
import type { Headers } from '../machine/disk/headers';

/** One version of a C file that may hold tracepoint programs. */
export interface SourceFile {
  readonly document: TextDocument;
  readonly text: string;
  readonly model: SourceModel;
  /** False for a C file that is not a BPF program (yet): only section completion may answer. */
  readonly holdsProgram: boolean;
}

interface Scanned {
  readonly version: number;
  readonly includes: readonly string[];
  readonly headers: string;
  readonly file: SourceFile | undefined;
}

export class SourceFiles {
  private scanned = new WeakMap<TextDocument, Scanned>();
  private macros: readonly ProgramMacro[] = [];

  constructor(private readonly headers: Headers) {}

  /** The project's macros that hide a section: every file is scanned anew. */
  configure(macros: readonly ProgramMacro[]): void {
    this.macros = macros;
    this.scanned = new WeakMap();
  }

  /** The file's model, or undefined for what is too large or binary: then every feature stays silent. */
  get(document: TextDocument): SourceFile | undefined {
    const known = this.scanned.get(document);
    const isCurrent = known?.version === document.version;
    const includes = isCurrent ? known.includes : quotedIncludes(document.getText());
    const headers = this.headers.of(includes, document.uri);
    if (isCurrent && known.headers === headers.version) return known.file;
    const file = scan(document, { macros: this.macros, headers: headers.declarations });
    this.scanned.set(document, { version: document.version, includes, headers: headers.version, file });
    return file;
  }

  /** The model that the document would have with another text. */
  scan(document: TextDocument, text: string): SourceModel {
    const headers = this.headers.of(quotedIncludes(text), document.uri);
    return scanSource(text, { macros: this.macros, headers: headers.declarations });
  }
}

function scan(document: TextDocument, options: ScanOptions): SourceFile | undefined {
  const text = document.getText();
  if (!isScannable(text)) return undefined;
  const model = scanSource(text, options);
  return { document, text, model, holdsProgram: holdsTracepointProgram(model) };
}

export function lspRange(document: TextDocument, range: Range): LspRange {
  return { start: document.positionAt(range.start), end: document.positionAt(range.end) };
}
