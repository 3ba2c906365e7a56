/** The kernel that a wizard asks: its tracepoints are read first where that was not done yet. */
import * as vscode from 'vscode';
import type { NamedTracepoint } from '../../core/argdist/completion';
import type { LanguageServer } from '../language-server';
import type { Consent } from '../targets/consent';
import type { TargetCommands } from '../targets/target-commands';
import type { Targets } from '../targets/targets';
import { WizardKernel } from './kernel';

export interface KernelParts {
  readonly server: LanguageServer;
  readonly targets: Targets;
  readonly targetCommands: TargetCommands;
  readonly consent: Consent;
}

export interface KnownKernel {
  readonly kernel: WizardKernel;
  readonly names: readonly NamedTracepoint[];
}

/** Undefined after telling the person why the active target's tracepoints cannot be had. */
export async function knownKernel(parts: KernelParts): Promise<KnownKernel | undefined> {
  const { server, targets, targetCommands, consent } = parts;
  const machine = targets.activeMachine();
  if (machine && !targets.captureOf(machine) && vscode.workspace.isTrusted) {
    if (!(await consent.toContact(machine))) return undefined;
    await targetCommands.capture(machine);
    if (!targets.captureOf(machine)) return undefined;
    await server.configure();
  }
  const kernel = new WizardKernel(server);
  try {
    return { kernel, names: await kernel.tracepoints() };
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
