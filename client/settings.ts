/** Reads `bpfTracepoints.*`. One function a setting, so that the manifest test can match them. */
import * as vscode from 'vscode';
import type { ProgramMacro } from '../core/source/program-macros';
import type { CompileWhere } from '../machine/clang-where';
import { parseTargets, type Target } from '../machine/target';

export const SECTION = 'bpfTracepoints';

const read = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration(SECTION);

export const readTargets = (): { readonly targets: readonly Target[]; readonly problems: readonly string[] } =>
  parseTargets(read().get<unknown>('targets'));

export const readActiveTarget = (): string => text(read().get<unknown>('activeTarget'));

/** Hosts that nobody is asked about, in any workspace; entries that are no text are left out. */
export function readAllowedHosts(): readonly string[] {
  const value = read().get<unknown>('allowedHosts');
  return Array.isArray(value) ? value.filter((host): host is string => typeof host === 'string') : [];
}

/** Whether the list of targets is one that a workspace brought along, and not the person's own. */
export function targetsAreTheWorkspaces(): boolean {
  const { workspaceValue, workspaceFolderValue } = read().inspect<unknown>('targets') ?? {};
  return workspaceValue !== undefined || workspaceFolderValue !== undefined;
}

export const readSshPath = (): string | undefined => text(read().get<unknown>('ssh.path')) || undefined;

export const readSshConfigFile = (): string | undefined => text(read().get<unknown>('ssh.configFile')) || undefined;

export const readClangPath = (): string | undefined => text(read().get<unknown>('clang.path')) || undefined;

/** The arguments that are strings; anything else in the setting is left out. */
export function readClangArguments(scope: vscode.Uri): readonly string[] {
  const value = vscode.workspace.getConfiguration(SECTION, scope).get<unknown>('clang.extraArguments');
  return Array.isArray(value) ? value.filter((argument): argument is string => typeof argument === 'string') : [];
}

/** Which machine's clang compiles; `auto` where the setting holds anything else. */
export function readClangWhere(): CompileWhere {
  const value = read().get<unknown>('clang.where');
  return value === 'local' || value === 'target' ? value : 'auto';
}

export const readInlayHints = (): boolean => read().get<unknown>('inlayHints.enabled') !== false;

/** Whether the editor shows code lenses in a file, which is VS Code's own setting. */
export const lensesShown = (scope: vscode.Uri): boolean =>
  vscode.workspace.getConfiguration(undefined, scope).get<unknown>('editor.codeLens') !== false;

export const readReloadOnSave = (scope: vscode.Uri): boolean =>
  vscode.workspace.getConfiguration(SECTION, scope).get<unknown>('reloadOnSave') === true;

/** As they stand in the settings: the server checks each, and says what is wrong with which. */
export function readProgramMacros(): readonly ProgramMacro[] {
  const value = read().get<unknown>('programMacros');
  return Array.isArray(value) ? (value as readonly ProgramMacro[]) : [];
}

/** Kept with the workspace where there is one, so that two projects can have two targets. */
export async function writeActiveTarget(name: string): Promise<void> {
  // Without trust the workspace's value of a restricted setting does not count.
  const scope =
    vscode.workspace.workspaceFolders && vscode.workspace.isTrusted
      ? vscode.ConfigurationTarget.Workspace
      : vscode.ConfigurationTarget.Global;
  await read().update('activeTarget', name, scope);
}

/**
 * Adds to the user's own list, as a host is a matter of the person's network, not of the project; to the workspace's where it
 * has one, which hides the user's.
 */
export async function addTarget(entry: { readonly name: string; readonly host: string }): Promise<void> {
  const { globalValue, workspaceValue } = read().inspect<unknown>('targets') ?? {};
  const inWorkspace = workspaceValue !== undefined && vscode.workspace.isTrusted;
  const known = inWorkspace ? workspaceValue : globalValue;
  await read().update(
    'targets',
    [...(Array.isArray(known) ? (known as unknown[]) : []), entry],
    inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global,
  );
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
