/** Loads files on targets and keeps what runs: from a click to output, and to nothing left behind. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { failure, type Result } from '../../core/result';
import { cancelled } from '../../machine/failure';
import type { SessionFailure } from '../../machine/session-failures';
import type { ReachableTarget } from '../../machine/target';
import type { Consent } from '../targets/consent';
import { logFailure, showFailure } from '../failures';
import type { GeneratedSources } from './generated-source';
import { openSource } from './kept-source';
import { compileOnce, startLoad, type Compile, type LoadTask, type StartParts } from './load-start';
import { withProgress } from '../progress';
import type { Refusals } from '../verifier/refusals';
import type { Kept, RunningSession } from './running-session';
import { runningOf, type SessionEntry, type Sessions } from './sessions';
import { Signal } from '../signal';
import { trusted } from '../trust';

export interface LoadParts extends StartParts {
  readonly sessions: Sessions;
  readonly consent: Consent;
  readonly refusals: Refusals;
  readonly generated: GeneratedSources;
}

export interface LostKept {
  readonly target: string;
  readonly kept: Kept;
  /** File name of the source. */
  readonly source: string;
  readonly why: SessionFailure;
}

export class Loads implements vscode.Disposable {
  private disposed = false;
  private readonly lostKept = new Signal<LostKept>();
  /** A session that looked at what is kept has failed; whoever listens says so. */
  readonly onDidLoseKept = this.lostKept.event;

  constructor(private readonly parts: LoadParts) {}

  async compile(document: vscode.TextDocument | undefined): Promise<void> {
    if (!document || !trusted()) return;
    const { compiler, targetCommands, refusals } = this.parts;
    refusals.clear(document.uri);
    const result = await withProgress(`Compiling ${this.nameOf(document)}`, (_report, signal) =>
      compiler.compile(document, compiler.machineOf(), signal),
    );
    if (!result.ok) showFailure(result.error, targetCommands.actions);
    else {
      const { size } = await vscode.workspace.fs.stat(vscode.Uri.file(result.value.object));
      vscode.window.setStatusBarMessage(
        `$(check) ${this.nameOf(document)} compiled: ${(size / 1024).toFixed(1)} KB`,
        5000,
      );
    }
  }

  /**
   * Compiles, loads and attaches on the target; what fails is shown. `quietly`: the output is not brought to the front, as what
   * comes is shown elsewhere.
   */
  async load(
    document: vscode.TextDocument | undefined,
    target: ReachableTarget,
    quietly = false,
  ): Promise<RunningSession | undefined> {
    if (!document || !trusted()) return undefined;
    const { consent, outputs } = this.parts;
    if (!(await consent.toLoadOn([target]))) return undefined;
    const result = await withProgress(`${this.nameOf(document)} on ${target.name}`, (report, signal) =>
      this.loadOn({ document, target, compile: this.compileOnce(document, signal), report, signal }),
    );
    if (!result.ok) {
      await this.explain(result.error, target, document.uri);
      return undefined;
    }
    if (!quietly) outputs.of(target.name).show(true);
    await this.renewCapture(result.value);
    return result.value;
  }

  /** Each machine's object once, however many targets have that machine. */
  compileOnce(document: vscode.TextDocument, signal: AbortSignal): Compile {
    return compileOnce(this.parts.compiler, document, signal);
  }

  /**
   * Loads, and keeps the entry of the file on the target up to date meanwhile. A session that it has there ends first, unless
   * the file does not compile.
   */
  async loadOn(task: LoadTask): Promise<Result<RunningSession, SessionFailure>> {
    const { sessions, refusals } = this.parts;
    const { document, target } = task;
    const about = { source: document.uri, name: this.nameOf(document), target };
    const before = sessions.find(document.uri, target.name);
    if (before?.state.is === 'running') {
      const { running } = before.state;
      const compiled = await task.compile(
        running.session.hello?.machine ?? this.parts.compiler.machineOf(target),
        target,
      );
      if (!compiled.ok) return compiled;
    }
    const controller = new AbortController();
    const giveUp = (): void => controller.abort();
    const isOurs = ({ state }: SessionEntry): boolean => state.is === 'starting' && state.giveUp === giveUp;
    const report = (step: string): void => {
      task.report(step);
      if (isOurs(entry)) sessions.set(about, { is: 'starting', step, giveUp });
    };
    if (before) await this.end(before);
    refusals.clear(document.uri, target.name);
    const entry = sessions.set(about, { is: 'starting', step: 'Starting', giveUp });
    const signal = AbortSignal.any([task.signal, controller.signal]);
    const result = await startLoad(this.parts, { ...task, report, signal }, about.name);
    if (!isOurs(entry)) {
      // Another load of the same file took the place meanwhile.
      if (result.ok) await result.value.session.stop();
      return failure(cancelled(target.name));
    }
    if (result.ok) this.runs(about, result.value);
    else if (result.error.code === 'cancelled') sessions.remove(entry);
    else {
      sessions.set(about, { is: 'failed', failure: result.error });
      await refusals.show(document.uri, result.error);
    }
    return result;
  }

  /** From now on the session is the entry's, until it ends. */
  runs(about: Omit<SessionEntry, 'state'>, running: RunningSession): void {
    const { sessions, outputs } = this.parts;
    if (this.disposed) {
      void running.session.stop();
      return;
    }
    const entry = sessions.set(about, { is: 'running', running });
    const { hello, attached } = running.session;
    const places = attached
      .map(({ program, tracepoint, section }) => `${program} at ${tracepoint || section}`)
      .join(', ');
    const kernel = hello?.kernel ?? 'unknown kernel';
    const came = running.kept ? `, kept as ${running.kept.name}, taken over` : ' loaded';
    outputs.of(about.target.name).appendLine(`── ${about.name}${came} on ${about.target.name} (${kernel}): ${places}`);
    void running.session.ended.then(() => this.ended(entry, running));
  }

  /** Ends what the entry does, and it with it: gives up a load, stops what runs, forgets a failure. */
  async end(entry: SessionEntry): Promise<void> {
    const { sessions } = this.parts;
    const { state } = entry;
    if (state.is === 'starting') state.giveUp();
    const running = runningOf(entry);
    if (running) {
      sessions.set(entry, { is: 'stopping', running });
      await running.session.stop();
    }
    if (entry.state.is !== 'starting') sessions.remove(entry);
  }

  /** Ends those that have what was kept on the target under the name: it is unloaded, and they have nothing any more. */
  async endKept(target: string, name: string): Promise<void> {
    const emptied = this.parts.sessions.all().flatMap((entry) => {
      const running = entry.target.name === target ? runningOf(entry) : undefined;
      return running?.kept?.name === name ? [{ entry, running }] : [];
    });
    for (const { running } of emptied) running.setKept(undefined);
    await Promise.all(emptied.map(({ entry }) => this.end(entry)));
  }

  /** Ends every session. Closing ssh's stdin is what makes the loaders detach, so that this needs no waiting for. */
  dispose(): void {
    this.disposed = true;
    this.lostKept.dispose();
    for (const { state } of this.parts.sessions.all()) {
      if (state.is === 'starting') state.giveUp();
      else if (state.is !== 'failed') void state.running.session.stop();
    }
  }

  private nameOf({ uri }: vscode.TextDocument): string {
    return this.parts.generated.titleOf(uri) ?? basename(uri.fsPath);
  }

  /** The target may have been booted into another kernel since its capture was taken. */
  private async renewCapture({ session: { target, hello } }: RunningSession): Promise<void> {
    const { targets, targetCommands, log } = this.parts;
    const known = targets.captureOf(target);
    if (!known || !hello || known.release === hello.kernel) return;
    log.info(`${target.name} runs another kernel now: ${hello.kernel}.`);
    await targetCommands.capture(target);
  }

  /** What the kernel refused of the file is of an earlier version of it. */
  forgetRefusals(source: vscode.Uri, target: ReachableTarget): void {
    this.parts.refusals.clear(source, target.name);
  }

  /** Shows why something could not be loaded, in the place where it can be mended. */
  async explain(problem: SessionFailure, target: ReachableTarget, source: vscode.Uri): Promise<void> {
    const { targetCommands, outputs, refusals, log } = this.parts;
    if (problem.code === 'compile-failed') {
      logFailure(problem, log);
      void vscode.commands.executeCommand('workbench.actions.view.problems');
      void vscode.window.showErrorMessage(`${problem.message} ${problem.advice}`);
      return;
    }
    if (await refusals.explain(source, problem, outputs.of(target.name))) return;
    showFailure(problem, targetCommands.actions);
  }

  private ended(entry: SessionEntry, running: RunningSession): void {
    if (this.disposed) return;
    const { sessions, outputs } = this.parts;
    const { kept } = running;
    const why = running.session.failure;
    const goesOn = kept ? `is not watched any more: ${kept.name} goes on` : 'stopped';
    outputs.of(entry.target.name).appendLine(`── ${entry.name} ${why ? `ended: ${why.message}` : goesOn}`);
    if (why && kept) this.lostKept.fire({ target: entry.target.name, kept, source: running.name, why });
    else if (why) this.offerAgain(entry, why);
    if (runningOf(entry) !== running) return;
    // What is kept has a row of its own, from which it is taken over again.
    if (why && !kept) sessions.set(entry, { is: 'failed', failure: why });
    else sessions.remove(entry);
  }

  private offerAgain({ source, name, target }: SessionEntry, why: SessionFailure): void {
    const again = async (): Promise<void> => {
      await this.load(await openSource(source, name), target);
    };
    showFailure(why, this.parts.targetCommands.actions, { label: 'Load Again', run: () => void again() });
  }
}
