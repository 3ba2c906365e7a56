/** Code lenses on each program: load its file on the target, or, where it runs, how often, what a run costs, and stop. */
import * as vscode from 'vscode';
import type { ProgramSummary } from '../../core/messages';
import type { RunningSession } from './running-session';
import { lensText } from './session-text';
import type { Sessions } from './sessions';
import type { Subscription } from '../signal';

export interface LensState {
  programs(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<readonly ProgramSummary[]>;
  /** Name of the target on which a click loads, or undefined where none is chosen. */
  targetName(): string | undefined;
  readonly sessions: Sessions;
}

/** Milliseconds between two redrawings of figures. */
const REDRAW = 900;

export class CodeLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly counted = new Map<RunningSession, Subscription>();
  private readonly subscriptions: Subscription[];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly state: LensState) {
    const { sessions } = state;
    this.subscriptions = [
      sessions.onDidStart((running) => this.counted.set(running, this.redrawWith(running))),
      sessions.onDidEnd((running) => {
        this.counted.get(running)?.dispose();
        this.counted.delete(running);
      }),
      sessions.onDidChangeEntry(() => this.refresh()),
      sessions.onDidChangeList(() => this.refresh()),
    ];
  }

  refresh(): void {
    this.changed.fire();
  }

  async provideCodeLenses(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.CodeLens[]> {
    const programs = await this.state.programs(document, token);
    return programs.flatMap(({ name, range: { start, end } }) =>
      this.commands(document.uri, name).map(
        (command) =>
          new vscode.CodeLens(new vscode.Range(start.line, start.character, end.line, end.character), command),
      ),
    );
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of [...this.subscriptions, ...this.counted.values()]) subscription.dispose();
    this.changed.dispose();
  }

  /** Only while the file is looked at: VS Code asks for the lenses of visible editors alone. */
  private redrawWith(running: RunningSession): Subscription {
    return running.onDidChange(() => {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        this.refresh();
      }, REDRAW).unref();
    });
  }

  private commands(uri: vscode.Uri, program: string): vscode.Command[] {
    const running = this.state.sessions.running(uri);
    if (running.length > 0) return running.flatMap((session) => commandsOf(session, program, running.length > 1));
    const target = this.state.targetName();
    const title = target === undefined ? 'Load on Target…' : `Load on ${target}`;
    return [{ title: `$(play) ${title}`, command: 'bpfTracepoints.load', arguments: [uri] }];
  }
}

function commandsOf(running: RunningSession, program: string, several: boolean): vscode.Command[] {
  const id = running.programs.find(({ name }) => name === program)?.id;
  const target = running.target.name;
  const args = [running.source, target];
  // A program that was written since the load runs nowhere yet.
  const words = id === undefined ? 'not loaded yet' : (lensText(running.rateOf(id)) ?? 'runs');
  return [
    {
      title: `$(pulse) ${several ? `${target}: ` : ''}${words}`,
      command: 'bpfTracepoints.showSessions',
      arguments: args,
    },
    { title: `$(debug-stop) Stop on ${target}`, command: 'bpfTracepoints.stop', arguments: args },
    { title: '$(output) Output', command: 'bpfTracepoints.showOutput', arguments: args },
  ];
}
