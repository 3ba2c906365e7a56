/** One file against every kernel that is known: what only some of them refuse stands in the Problems panel until the file changes. */
import * as vscode from 'vscode';
import type { KernelProblems, LanguageServer } from './language-server';

export class AllTargets implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('bpf-tracepoints-all-targets');
  private readonly subscriptions: vscode.Disposable[];

  /** `active` names the kernel whose problems the editor shows anyway. */
  constructor(
    private readonly server: LanguageServer,
    private readonly active: () => string | undefined,
  ) {
    // What was true of an earlier text says nothing of this one.
    this.subscriptions = [
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.collection.delete(document.uri);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.collection.delete(uri)),
    ];
  }

  async check(document: vscode.TextDocument | undefined): Promise<void> {
    if (!document) return;
    const version = document.version;
    const verdicts = await this.server.checkFile(document);
    if (document.version !== version) return;
    this.collection.set(document.uri, merged(verdicts.filter(({ target }) => target !== this.active())));
    const action = verdicts.some(({ diagnostics }) => diagnostics.length > 0) ? ['Show Problems'] : [];
    // Not awaited: the command is over when the problems stand there, not when somebody has read the message.
    void vscode.window.showInformationMessage(summary(verdicts), ...action).then((chosen) => {
      if (chosen !== undefined) void vscode.commands.executeCommand('workbench.actions.view.problems');
    });
  }

  dispose(): void {
    this.collection.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

/** The same problem at the same place once, with all the targets that have it. */
function merged(verdicts: readonly KernelProblems[]): vscode.Diagnostic[] {
  const byPlace = new Map<string, { diagnostic: vscode.Diagnostic; targets: string[] }>();
  for (const { target, diagnostics } of verdicts) {
    for (const diagnostic of diagnostics) {
      const { start, end } = diagnostic.range;
      const key = `${codeOf(diagnostic)} ${start.line}:${start.character} ${end.line}:${end.character}`;
      const known = byPlace.get(key);
      if (known) known.targets.push(target);
      else byPlace.set(key, { diagnostic, targets: [target] });
    }
  }
  return [...byPlace.values()].map(({ diagnostic, targets }) => {
    diagnostic.message = `On ${targets.join(', ')}: ${diagnostic.message}`;
    return diagnostic;
  });
}

const codeOf = ({ code }: vscode.Diagnostic): string => String(typeof code === 'object' ? code.value : code);

function summary(verdicts: readonly KernelProblems[]): string {
  const asked = verdicts.filter(({ problem }) => problem === undefined);
  const unasked = verdicts.filter(({ problem }) => problem !== undefined).map(({ target }) => target);
  const bad = asked.filter(({ diagnostics }) => diagnostics.length > 0).map(({ target }) => target);
  const good = asked.length - bad.length;
  const verdict =
    asked.length === 0
      ? 'No kernel could be asked.'
      : bad.length === 0
        ? `No problem on ${asked.length} kernels.`
        : `Problems on ${bad.join(', ')}; none on ${good} other kernels.`;
  return unasked.length === 0 ? verdict : `${verdict} Not asked: ${unasked.join(', ')}.`;
}
