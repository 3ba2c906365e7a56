/** Makes what all else stands on: the targets and how they are reached, the language server, the log. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { FindLoader } from '../machine/bootstrap';
import { CaptureCache } from '../machine/capture-cache';
import { readLoaders } from '../machine/shipped-loaders';
import { LanguageServer } from './language-server';
import { OutputChannels } from './output';
import { Consent } from './targets/consent';
import { MachineAccess } from './targets/machine-io';
import { readShippedKernels } from './targets/shipped';
import { TargetCommands } from './targets/target-commands';
import { Targets } from './targets/targets';

export interface MachineParts {
  /** Disposes of the part when the extension ends. */
  readonly own: <T extends vscode.Disposable>(part: T) => T;
  readonly log: vscode.LogOutputChannel;
  readonly access: MachineAccess;
  readonly outputs: OutputChannels;
  readonly targets: Targets;
  readonly targetCommands: TargetCommands;
  readonly consent: Consent;
  readonly server: LanguageServer;
  readonly loader: FindLoader;
}

/** Contacts nobody, and does not start the server yet. */
export async function wireMachine(context: vscode.ExtensionContext): Promise<MachineParts> {
  const own: MachineParts['own'] = (part) => {
    context.subscriptions.push(part);
    return part;
  };
  const log = own(vscode.window.createOutputChannel('BPF Tracepoints', { log: true }));
  const access = own(new MachineAccess());
  const outputs = own(new OutputChannels());
  const shipped = await readShippedKernels(context.extensionPath);
  const captures = new CaptureCache(join(context.globalStorageUri.fsPath, 'captures'));
  const targets = own(new Targets(captures, access, shipped, log));
  await targets.restore();
  const server = own(new LanguageServer(context.asAbsolutePath('dist/server.js'), log, () => targets.serverSettings()));
  const consent = new Consent(context.workspaceState);
  const targetCommands = new TargetCommands(targets, access, consent, log);
  const loader = await readLoaders(context.extensionPath);
  return { own, log, access, outputs, targets, targetCommands, consent, server, loader };
}
