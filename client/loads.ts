/** Loads files on targets and keeps what runs: from a click to output, and to nothing left behind. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { failure, type Result } from '../core/result';
import type { FindLoader } from '../machine/bootstrap';
import { startSession, type Session } from '../machine/session';
import type { SessionFailure } from '../machine/session-failures';
import type { ReachableTarget } from '../machine/target';
import type { Compiler } from './compiler';
import type { Consent } from './consent';
import { logFailure, showFailure } from './failures';
import type { MachineAccess } from './machine-io';
import { formatOutput, type OutputChannels } from './output';
import { withProgress } from './progress';
import type { TargetCommands } from './target-commands';
import type { Targets } from './targets';
import { trusted } from './trust';

export interface LoadParts {
  readonly targets: Targets;
  readonly targetCommands: TargetCommands;
  readonly consent: Consent;
  readonly compiler: Compiler;
  readonly access: MachineAccess;
  readonly outputs: OutputChannels;
  readonly loader: FindLoader;
  readonly log: vscode.LogOutputChannel;
}

/** `uname -m` of this machine, for a compilation that is for no known target. */
const THIS_ARCHITECTURE = process.arch === 'arm64' ? 'aarch64' : 'x86_64';

export class Loads implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** A file began or ceased to run. */
  readonly onDidChange = this.changed.event;
  /** By the source's URI. */
  private readonly running = new Map<string, Session>();
  /** What is being loaded, by the source's URI: stopping it means giving it up. */
  private readonly starting = new Map<string, AbortController>();
  private disposed = false;
  private readonly subscription = vscode.window.onDidChangeActiveTextEditor(() => this.updateContext());

  constructor(private readonly parts: LoadParts) {}

  runsOn(source: vscode.Uri | undefined): string | undefined {
    return source && this.running.get(source.toString())?.target.name;
  }

  async compile(document: vscode.TextDocument | undefined): Promise<void> {
    if (!document || !trusted()) return;
    const { targets, compiler, targetCommands } = this.parts;
    const target = targets.active();
    const machine = (target && targets.captureOf(target)?.machine) ?? THIS_ARCHITECTURE;
    const result = await withProgress(`Compiling ${nameOf(document)}`, (_report, signal) =>
      compiler.compile(document, machine, signal),
    );
    if (!result.ok) showFailure(result.error, targetCommands.actions);
    else {
      const { size } = await vscode.workspace.fs.stat(vscode.Uri.file(result.value.object));
      vscode.window.setStatusBarMessage(`$(check) ${nameOf(document)} compiled: ${(size / 1024).toFixed(1)} KB`, 5000);
    }
  }

  /** Compiles, loads and attaches. A session of the same file ends first. */
  async load(document: vscode.TextDocument | undefined): Promise<void> {
    if (!document || !trusted()) return;
    const { targets, targetCommands, consent, outputs, log } = this.parts;
    const target = targets.activeMachine() ?? (await targetCommands.select());
    if (!target || !(await consent.toLoadOn([target]))) return;
    const key = document.uri.toString();
    this.starting.get(key)?.abort();
    const giveUp = new AbortController();
    this.starting.set(key, giveUp);
    this.update();
    const result = await withProgress(`${nameOf(document)} on ${target.name}`, (report, signal) =>
      this.start(document, target, report, AbortSignal.any([signal, giveUp.signal])),
    );
    if (this.starting.get(key) === giveUp) this.starting.delete(key);
    this.update();
    if (!result.ok) {
      this.explain(result.error, target);
      return;
    }
    const session = result.value;
    this.running.set(key, session);
    this.update();
    void session.ended.then(() => this.ended(document, session));
    const kernel = session.hello?.kernel ?? 'unknown kernel';
    const places = session.attached.map(({ program, tracepoint }) => `${program} at ${tracepoint}`).join(', ');
    outputs.of(target.name).appendLine(`── ${nameOf(document)} loaded on ${target.name} (${kernel}): ${places}`);
    outputs.of(target.name).show(true);
    const known = targets.captureOf(target);
    if (known && session.hello && known.release !== session.hello.kernel) {
      log.info(`${target.name} runs another kernel now: ${session.hello.kernel}.`);
      await targetCommands.capture(target);
    }
  }

  /** Stops the file's session, or gives up its loading; without either, asks which of those that run. */
  async stop(source: vscode.Uri | undefined): Promise<void> {
    const starting = source && this.starting.get(source.toString());
    if (starting) {
      starting.abort();
      return;
    }
    const session = (source && this.running.get(source.toString())) ?? (await this.pick());
    if (!session) return;
    await withProgress(`Stopping on ${session.target.name}`, () => session.stop());
  }

  /** Ends every session. Closing ssh's stdin is what makes the loaders detach, so that this needs no waiting for. */
  dispose(): void {
    this.disposed = true;
    for (const starting of this.starting.values()) starting.abort();
    for (const session of this.running.values()) void session.stop();
    this.changed.dispose();
    this.subscription.dispose();
  }

  private async start(
    document: vscode.TextDocument,
    target: ReachableTarget,
    report: (message: string) => void,
    signal: AbortSignal,
  ): Promise<Result<Session, SessionFailure>> {
    const { targets, targetCommands, compiler, access, outputs, log, loader } = this.parts;
    if (!targets.captureOf(target)) {
      // What the machine is, is known from its capture; taken once, whoever asks for it.
      report('Reading the tracepoints');
      const captured = await targets.refresh(target, signal);
      if (!captured.ok) return captured;
      targetCommands.completeBtf(target);
    }
    report('Compiling');
    const machine = targets.captureOf(target)?.machine ?? THIS_ARCHITECTURE;
    const compiled = await compiler.compile(document, machine, signal);
    if (!compiled.ok) return failure(compiled.error);
    const before = this.running.get(document.uri.toString());
    if (before) {
      report('Stopping the one before');
      await before.stop();
    }
    report('Connecting');
    const channel = outputs.of(target.name);
    return startSession(
      {
        target,
        object: await readFile(compiled.value.object),
        loader,
        io: await access.io(signal),
      },
      {
        onOutput: (line) => channel.appendLine(formatOutput(line)),
        onLost: ({ count }) =>
          channel.appendLine(`── ${count} lines were lost: they came faster than they could be read`),
        onLog: (level, text) => {
          if (level === 'warn') log.warn(`${target.name}: ${text}`);
          else log.debug(`${target.name}: ${text}`);
        },
        onMessage: (message) => {
          if (message.type === 'hello') {
            report('Loading');
            for (const { why } of message.lacks) channel.appendLine(`── ${target.name}: ${why}`);
          }
          if (message.type === 'loaded') report('Attaching');
        },
      },
    );
  }

  private explain(problem: SessionFailure, target: ReachableTarget): void {
    const { targetCommands, outputs, log } = this.parts;
    if (problem.code === 'compile-failed') {
      logFailure(problem, log);
      void vscode.commands.executeCommand('workbench.actions.view.problems');
      void vscode.window.showErrorMessage(`${problem.message} ${problem.advice}`);
      return;
    }
    if (problem.log === undefined) {
      showFailure(problem, targetCommands.actions);
      return;
    }
    const channel = outputs.of(target.name);
    channel.appendLine(`── ${problem.message} The verifier's log:`);
    channel.appendLine(problem.log.trimEnd());
    channel.show(true);
    void vscode.window.showErrorMessage(`${problem.message} The verifier's log is in the output of ${target.name}.`);
  }

  private ended(document: vscode.TextDocument, session: Session): void {
    if (this.disposed) return;
    const key = document.uri.toString();
    if (this.running.get(key) === session) this.running.delete(key);
    const why = session.failure;
    const channel = this.parts.outputs.of(session.target.name);
    channel.appendLine(`── ${nameOf(document)} ${why ? `ended: ${why.message}` : 'stopped'}`);
    if (why) showFailure(why, this.parts.targetCommands.actions);
    this.update();
  }

  private async pick(): Promise<Session | undefined> {
    const sessions = [...this.running];
    if (sessions.length === 0) {
      void vscode.window.showInformationMessage('No program of this window is loaded.');
      return undefined;
    }
    const picked = await vscode.window.showQuickPick(
      sessions.map(([uri, session]) => ({
        label: basename(vscode.Uri.parse(uri).fsPath),
        description: session.target.name,
        session,
      })),
      { title: 'Stop which?' },
    );
    return picked?.session;
  }

  private update(): void {
    if (this.disposed) return;
    this.updateContext();
    this.changed.fire();
  }

  private updateContext(): void {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const runs = uri !== undefined && (this.running.has(uri.toString()) || this.starting.has(uri.toString()));
    void vscode.commands.executeCommand('setContext', 'bpfTracepoints.sessionOfActiveEditor', runs);
  }
}

const nameOf = (document: vscode.TextDocument): string => basename(document.uri.fsPath);
