/**
 * Beside the extension of clangd: what both would suggest stands in the list once, with our offsets.
 *
 * VS Code asks all providers of equally good selectors and shows all they answer; it cannot be told to leave one out at one
 * place. But vscode-clangd gives others its language client (`getApi(1)`, its api/README.md), and that one asks its middleware
 * anew at each completion (vscode-languageclient, completion.js; so do 9.0.1, which vscode-clangd has, and 11). So ours goes
 * around its own.
 */
import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient';

const CLANGD = 'llvm-vs-code-extensions.vscode-clangd';

type ProvideItems = NonNullable<Middleware['provideCompletionItem']>;

/** As far as it matters here: another extension's object, of any version. */
interface ClangdExtension {
  readonly getApi?: (version: 1) => { readonly languageClient?: { readonly middleware?: Middleware } };
}

export interface Offers {
  /** Labels of what we suggest at a place, snippets left out; empty where we suggest nothing. */
  labelsAt(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<ReadonlySet<string>>;
}

export class ClangdNeighbour implements vscode.Disposable {
  private readonly wrapped = new WeakSet<Middleware>();
  private readonly subscriptions: vscode.Disposable[];
  private disposed = false;

  constructor(
    private readonly offers: Offers,
    private readonly log: vscode.LogOutputChannel,
  ) {
    // A restart of clangd makes a new client, and tells nobody. Each keystroke comes here before the completion it asks for.
    this.subscriptions = [
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.languageId === 'c' || document.languageId === 'cpp') this.look();
      }),
      vscode.window.onDidChangeActiveTextEditor(() => this.look()),
      vscode.extensions.onDidChange(() => this.look()),
    ];
    this.look();
  }

  /** Goes around the completion of the client that clangd's extension has now. Costs nothing where that has been done. */
  look(): void {
    const extension = vscode.extensions.getExtension<ClangdExtension | undefined>(CLANGD);
    if (!extension?.isActive) return;
    try {
      const middleware = extension.exports?.getApi?.(1).languageClient?.middleware;
      if (!middleware || this.wrapped.has(middleware)) return;
      this.wrapped.add(middleware);
      middleware.provideCompletionItem = this.around(middleware.provideCompletionItem);
      this.log.info('clangd runs beside: what both suggest is shown once.');
    } catch (thrown) {
      this.log.debug(`The extension of clangd is of another kind than expected: ${String(thrown)}`);
    }
  }

  dispose(): void {
    this.disposed = true;
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private around(before: ProvideItems | undefined): ProvideItems {
    return async (document, position, context, token, next) => {
      const theirs = before
        ? before(document, position, context, token, next)
        : next(document, position, context, token);
      if (this.disposed) return theirs;
      const [result, ours] = await Promise.all([
        theirs,
        this.offers.labelsAt(document, position, token).catch(() => new Set<string>()),
      ]);
      return ours.size === 0 ? result : without(result, ours);
    };
  }
}

type Items = vscode.CompletionItem[] | vscode.CompletionList | undefined | null;

function without(result: Items, labels: ReadonlySet<string>): Items {
  const keep = ({ label }: vscode.CompletionItem): boolean => !labels.has(nameOf(label));
  if (!result) return result;
  if (Array.isArray(result)) return result.filter(keep);
  return new vscode.CompletionList(result.items.filter(keep), result.isIncomplete);
}

/** clangd puts a blank or a dot before a name, for whether it would add an include (its `--header-insertion-decorators`). */
function nameOf(label: string | vscode.CompletionItemLabel): string {
  const text = typeof label === 'string' ? label : label.label;
  return text.replace(/^[\s•]+/, '').replace(/\(.*$/s, '');
}
