/** Writes vmlinux.h, the types of a target's kernel, into the project. */
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import * as vscode from 'vscode';
import { success, type Result } from '../../core/result';
import { writeAtomically } from '../../machine/atomic-write';
import type { FindLoader } from '../../machine/bootstrap';
import { findCompileCommands, readCompileFlags } from '../../machine/compile-commands';
import { withoutLinks } from '../../core/without-links';
import { describeFailure, errorText, thisMachine, type Failure } from '../../machine/failure';
import { takeVmlinux, vmlinuxFile } from '../../machine/vmlinux';
import type { ReachableTarget } from '../../machine/target';
import { showFailure } from '../failures';
import type { Consent } from '../targets/consent';
import type { MachineAccess } from '../targets/machine-io';
import { withProgress } from '../progress';
import type { TargetCommands } from '../targets/target-commands';
import type { Targets } from '../targets/targets';
import { trusted } from '../trust';

export interface VmlinuxParts {
  readonly targets: Targets;
  readonly targetCommands: TargetCommands;
  readonly access: MachineAccess;
  readonly consent: Consent;
  readonly loader: FindLoader;
}

export class VmlinuxCommand {
  constructor(private readonly parts: VmlinuxParts) {}

  /** Asks where to, unless `wanted` says it. */
  async write(wanted: vscode.Uri | undefined): Promise<void> {
    if (!trusted()) return;
    const { targets, targetCommands, consent } = this.parts;
    const target = targets.activeMachine() ?? (await targetCommands.select());
    if (!target || !(await consent.toContact(target))) return;
    const place = wanted ?? (await askPlace(target.name));
    if (!place) return;
    const file = place.fsPath;
    const written = await withProgress(`vmlinux.h of ${target.name}`, (report, signal) =>
      this.take(target, file, report, signal),
    );
    if (!written.ok) {
      showFailure(written.error, targetCommands.actions);
      return;
    }
    const name = vscode.workspace.asRelativePath(place);
    void vscode.window
      .showInformationMessage(
        `${withoutLinks(`${name} holds the types of ${target.name}'s kernel now (${written.value})`)}.`,
        'Open',
      )
      .then((chosen) => {
        if (chosen !== undefined) void vscode.window.showTextDocument(place);
      });
  }

  /** Resolves with the kernel's release. */
  private async take(
    target: ReachableTarget,
    file: string,
    report: (message: string) => void,
    signal: AbortSignal,
  ): Promise<Result<string, Failure>> {
    const { access, loader } = this.parts;
    report('Connecting');
    const request = { target, loader, io: await access.io(signal) };
    const taken = await takeVmlinux(request, (length) => report(`${(length / 1e6).toFixed(1)} MB`));
    if (!taken.ok) return taken;
    try {
      await writeAtomically(file, vmlinuxFile(target.name, taken.value));
    } catch (thrown) {
      return {
        ok: false,
        error: describeFailure(
          'not-written',
          thisMachine,
          `${file} could not be written: ${errorText(thrown)}`,
          'Choose another folder.',
        ),
      };
    }
    return success(taken.value.kernel);
  }
}

async function askPlace(target: string): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showSaveDialog({
    title: `Write vmlinux.h of ${target}`,
    saveLabel: 'Write',
    filters: { 'C headers': ['h'] },
    defaultUri: vscode.Uri.file(join(await usualFolder(), 'vmlinux.h')),
  });
  return chosen;
}

/** Where there is one already; else the folder of headers that the program's flags name; else next to the program. */
async function usualFolder(): Promise<string> {
  const [known] = await vscode.workspace.findFiles('**/vmlinux.h', undefined, 1);
  if (known) return dirname(known.fsPath);
  const source = await currentSource();
  const root = source && vscode.workspace.getWorkspaceFolder(source)?.uri.fsPath;
  if (!source) return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  return (root !== undefined && (await ownIncludeFolder(source.fsPath, root))) || dirname(source.fsPath);
}

async function currentSource(): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document;
  if (active?.languageId === 'c' && active.uri.scheme === 'file') return active.uri;
  const [first] = await vscode.workspace.findFiles('**/*.bpf.c', undefined, 1);
  return first;
}

/** The first `-I` of the source's flags that lies in the workspace. */
async function ownIncludeFolder(source: string, root: string): Promise<string | undefined> {
  const commands = await findCompileCommands(source, root);
  if (commands === undefined) return undefined;
  const { flags, directory = dirname(source) } = await readCompileFlags(commands, source);
  const named = flags.flatMap((flag, at) => {
    if (flag === '-I') return [flags[at + 1] ?? ''];
    return flag.startsWith('-I') ? [flag.slice(2)] : [];
  });
  return named.map((path) => resolve(directory, path)).find((path) => isBelow(root, path));
}

function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return !isAbsolute(way) && !way.startsWith('..');
}
