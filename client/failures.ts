/** Shows a failure: what happened, on which machine, what to do; the raw text goes to the log. */
import * as vscode from 'vscode';
import type { Failure } from '../machine/failure';

/** Failures that a person mends by logging in once in a terminal: unknown host key, passwords, one-time codes. */
const MENDED_IN_TERMINAL = new Set(['host-key-unknown', 'permission-denied']);

export interface FailureActions {
  readonly log: vscode.LogOutputChannel;
  readonly connectInTerminal: (machine: string) => void;
}

/** A button that does what the advice says. */
export interface Remedy {
  readonly label: string;
  readonly run: () => void;
}

export function showFailure(problem: Failure, actions: FailureActions, remedy?: Remedy): void {
  if (problem.code === 'cancelled') return;
  logFailure(problem, actions.log);
  const inTerminal = 'Connect in Terminal';
  const buttons = [remedy?.label ?? [], MENDED_IN_TERMINAL.has(problem.code) ? inTerminal : [], 'Show Log'].flat();
  void vscode.window.showErrorMessage(`${problem.message} ${problem.advice}`, ...buttons).then((button) => {
    if (button === inTerminal) actions.connectInTerminal(problem.machine);
    else if (remedy && button === remedy.label) remedy.run();
    else if (button) actions.log.show(true);
  });
}

export function logFailure(problem: Failure, log: vscode.LogOutputChannel): void {
  log.error(`${problem.message} ${problem.advice} [${problem.code}]`);
  if (problem.detail) log.info(problem.detail);
}
