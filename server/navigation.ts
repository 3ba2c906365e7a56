/** Wires what leads from place to place: definitions, the format files that they lead to, symbols and code lenses. */
import {
  ErrorCodes,
  ResponseError,
  type Connection,
  type InitializeParams,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import { formatScheme, parseFormatUri } from '../core/formats/format-uri';
import type { SourceFile } from './documents';
import { provideCodeLenses } from './features/code-lenses';
import { provideDefinition } from './features/definition';
import { documentSymbols, flatSymbols, tracepointSymbols } from './features/symbols';
import { FormatFiles } from './format-files';
import type { Kernel, Kernels } from '../machine/disk/kernels';

/** What navigation needs of the server. */
export interface Places {
  readonly kernels: Kernels;
  fileOf(uri: string): SourceFile | undefined;
  /** The files that are open, as far as they are C. */
  openFiles(): readonly SourceFile[];
}

/** What the editor said that it can do. */
interface Editor {
  readonly formats: FormatFiles;
  readonly links: boolean;
  /** Takes format files from us, and can be told that they changed. */
  readonly content: boolean;
  /** Takes a file's symbols as a tree. */
  readonly tree: boolean;
  /** False for our own, which puts other lenses there. */
  readonly lenses: boolean;
}

export const navigationCapabilities: ServerCapabilities = {
  definitionProvider: true,
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  codeLensProvider: {},
  workspace: { textDocumentContent: { schemes: [formatScheme] } },
};

export class Navigation {
  private editor: Editor = { formats: new FormatFiles(false), links: false, content: false, tree: false, lenses: true };
  /** Addresses of format files that the editor asked for. */
  private readonly shown = new Set<string>();

  constructor(
    private readonly connection: Connection,
    private readonly places: Places,
  ) {
    connection.onDefinition(({ textDocument, position }) => {
      const file = places.fileOf(textDocument.uri);
      const kernel = file && this.kernel();
      const { formats, links } = this.editor;
      return kernel ? provideDefinition(file, kernel, formats, file.document.offsetAt(position), links) : null;
    });
    connection.onWorkspaceSymbol(({ query }) => {
      const files = places.openFiles();
      // Silent in a project of other C.
      const kernel = files.length === 0 || files.some(({ holdsProgram }) => holdsProgram) ? this.kernel() : undefined;
      return kernel ? tracepointSymbols(kernel, this.editor.formats, query) : [];
    });
    connection.onDocumentSymbol(({ textDocument: { uri } }) => {
      const file = places.fileOf(uri);
      const symbols = file ? documentSymbols(file) : [];
      return this.editor.tree ? symbols : flatSymbols(uri, symbols);
    });
    connection.onCodeLens(({ textDocument }) => {
      const file = this.editor.lenses ? places.fileOf(textDocument.uri) : undefined;
      const kernel = file && this.kernel();
      return kernel ? provideCodeLenses(file, kernel) : [];
    });
    connection.workspace.textDocumentContent.on(({ uri }) => this.content(uri));
  }

  initialize({ capabilities, initializationOptions }: InitializeParams): void {
    const content = capabilities.workspace?.textDocumentContent !== undefined;
    const links = capabilities.textDocument?.definition?.linkSupport === true;
    const tree = capabilities.textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true;
    const given = initializationOptions as { codeLenses?: unknown } | null | undefined;
    this.editor = { formats: new FormatFiles(content), links, content, tree, lenses: given?.codeLenses !== false };
  }

  /** The kernels were read anew: what is shown of them may have changed. */
  refresh(): void {
    if (!this.editor.content) return;
    for (const uri of this.shown) void this.connection.workspace.textDocumentContent.refresh(uri);
  }

  private kernel(): Kernel | undefined {
    const kernel = this.places.kernels.active();
    return kernel.ok ? kernel.value : undefined;
  }

  private content(uri: string): { text: string } | ResponseError {
    const named = parseFormatUri(uri);
    if (!named.ok) return new ResponseError(ErrorCodes.InvalidParams, named.error);
    const { kernel: name, tracepoint } = named.value;
    const kernel = this.places.kernels.known(name);
    if (!kernel.ok) return new ResponseError(ErrorCodes.InvalidParams, kernel.error);
    const text = kernel.value.index.formatText(tracepoint);
    if (text === undefined) {
      return new ResponseError(ErrorCodes.InvalidParams, `There is no format file of ${tracepoint} on ${name}.`);
    }
    this.shown.add(uri);
    return { text };
  }
}
