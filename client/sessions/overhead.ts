/** What a session's programs cost: its loader measures on the target, and a table opens. */
import * as vscode from 'vscode';
import { lacksFor } from '../../machine/preflight';
import { overheadTable } from '../../machine/overhead';
import { showFailure, type FailureActions } from '../failures';
import { withProgress } from '../progress';
import type { RunningSession } from './running-session';

const SCHEME = 'bpf-overhead';
/** Milliseconds of a round; the loader does several of each kind and takes the median. */
const ROUND = 200;

export class Overhead implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly tables = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly subscriptions = [
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => this.tables.delete(uri.toString())),
  ];

  constructor(private readonly actions: FailureActions) {}

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.tables.get(uri.toString()) ?? 'The measurement is gone. Measure again.\n';
  }

  /** The programs are detached while it lasts, some seconds, and attached again; cancelling does so at once. */
  async measure(running: RunningSession): Promise<void> {
    const result = await withProgress(`Measuring ${running.title}`, async (report, signal) => {
      const cancel = (): void => void running.session.send({ do: 'measure', ms: 0 });
      signal.addEventListener('abort', cancel, { once: true });
      const steps = running.onMessage((message) => {
        if (message.type === 'measuring' && message.of > 0)
          report(`${Math.round((100 * message.done) / message.of)} %`);
      });
      const answer = await running.session.ask({ do: 'measure', ms: ROUND }, 'measured');
      steps.dispose();
      signal.removeEventListener('abort', cancel);
      return signal.aborted ? undefined : answer;
    });
    if (!result) {
      this.cancelled(running);
      return;
    }
    if (!result.ok) showFailure(result.error, this.actions);
    else await this.show(running, overheadTable(result.value.rows));
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }

  /** The loader answers when the programs are attached again; where the session has ended meanwhile, that has been said. */
  private cancelled({ session, title }: RunningSession): void {
    if (session.state !== 'running') return;
    vscode.window.setStatusBarMessage(`$(circle-slash) Nothing was measured: ${title} goes on as before`, 8000);
  }

  private async show(running: RunningSession, table: string): Promise<void> {
    const { session, target, name } = running;
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/Overhead of ${name} on ${target.name}` });
    const kernel = session.hello ? ` (${session.hello.kernel}, ${session.hello.machine})` : '';
    const notes = lacksFor(session.hello?.lacks ?? [], 'measure').map(({ why }) => `${why}\n`);
    const when = new Date().toLocaleString();
    this.tables.set(uri.toString(), `${name} on ${target.name}${kernel}, ${when}\n\n${table}${NOTE}${notes.join('')}`);
    this.changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    // Not beside the source: half an editor cuts off what a program adds.
    await vscode.window.showTextDocument(document, { preview: false });
  }
}

const NOTE = `
Median of the rounds (least–greatest). Every operation is done with nothing
attached and with one program at a time, in turns, on one CPU; other sessions
stay as they are and cost the same in every row. Runs are the kernel's count.
`;
