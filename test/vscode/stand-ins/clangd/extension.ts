// Stands in for vscode-clangd, which is in no npm registry: the same id, the same API, a real clangd, and a middleware of its own
// that changes the items as vscode-clangd's does. It starts only when a test activates it.
import { CompletionList, Range, workspace } from 'vscode';
import { LanguageClient, type LanguageClientOptions } from 'vscode-languageclient/node';

export interface ClangdApi {
  readonly languageClient: LanguageClient | undefined;
}

export interface StandIn {
  getApi(version: number): ClangdApi;
  /** A new client, as the command clangd.restart makes one. `program` is the clangd to run. */
  start(program: string): Promise<void>;
  stop(): Promise<void>;
}

const options: LanguageClientOptions = {
  documentSelector: [{ scheme: 'file', language: 'c' }],
  middleware: {
    provideCompletionItem: async (document, position, context, token, next) => {
      const list = await next(document, position, context, token);
      const items = Array.isArray(list) ? list : (list?.items ?? []);
      for (const item of items) {
        const start = item.range instanceof Range ? item.range.start : item.range?.inserting.start;
        const typed = start ? document.getText(new Range(start, position)) : '';
        if (typed !== '') item.filterText = `${typed}_${item.filterText ?? ''}`;
      }
      return new CompletionList(items, true);
    },
  },
};

export function activate(): StandIn {
  let client: LanguageClient | undefined;
  const stop = async (): Promise<void> => {
    const running = client;
    client = undefined;
    await running?.stop();
  };
  return {
    getApi: (version) => {
      if (version !== 1) throw new Error(`No API version ${version}`);
      return { languageClient: client };
    },
    start: async (program) => {
      await stop();
      const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
      const server = {
        command: program,
        args: ['--log=error'],
        ...(folder !== undefined && { options: { cwd: folder } }),
      };
      client = new LanguageClient('clangd', 'clangd', server, { ...options, middleware: { ...options.middleware } });
      await client.start();
    },
    stop,
  };
}
