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
import { provideDefinition } from './features/definition';
import { FormatFiles } from './format-files';
import type { Kernel, Kernels } from './kernels';

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
}

export const navigationCapabilities: ServerCapabilities = {
  definitionProvider: true,
  workspace: { textDocumentContent: { schemes: [formatScheme] } },
};

export class Navigation {
  private editor: Editor = { formats: new FormatFiles(false), links: false, content: false };
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
    connection.workspace.textDocumentContent.on(({ uri }) => this.content(uri));
  }

  initialize({ capabilities }: InitializeParams): void {
    const content = capabilities.workspace?.textDocumentContent !== undefined;
    const links = capabilities.textDocument?.definition?.linkSupport === true;
    this.editor = { formats: new FormatFiles(content), links, content };
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
