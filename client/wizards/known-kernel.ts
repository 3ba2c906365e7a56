/** The kernel that a wizard asks: its tracepoints are read first where that was not done yet. */
import * as vscode from 'vscode';
import type { NamedTracepoint } from '../../core/argdist/completion';
import type { KnownTargetParts } from '../targets/known-target';
import { orTold, WizardKernel } from './kernel';

export interface KnownKernel {
  readonly kernel: WizardKernel;
  readonly names: readonly NamedTracepoint[];
}

/**
 * That of the active target, and of it alone: all answers come from one kernel, whatever is selected meanwhile. Undefined after
 * telling the person why its tracepoints cannot be had. In an untrusted workspace no host is contacted.
 */
export async function knownKernel({
  server,
  targets,
  targetCommands,
}: KnownTargetParts): Promise<KnownKernel | undefined> {
  const machine = targets.activeMachine();
  if (machine && !targets.captureOf(machine) && vscode.workspace.isTrusted) {
    if (!(await targetCommands.ensureCapture(machine))) return undefined;
    await server.configure();
  }
  const kernel = new WizardKernel(server, machine?.name);
  const names = await orTold(kernel.tracepoints());
  return names && { kernel, names };
}
