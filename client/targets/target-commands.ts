/** Choosing, adding, refreshing and reaching targets, as a person does it. */
import * as vscode from 'vscode';
import { hostProblem } from '../../machine/host';
import { sshProgram, sshTerminalArguments } from '../../machine/ssh';
import { targetNameProblem, type ReachableTarget, type Target } from '../../machine/target';
import type { Consent } from './consent';
import { showFailure, type FailureActions } from '../failures';
import type { MachineAccess } from './machine-io';
import { withProgress } from '../progress';
import { addTarget, writeActiveTarget } from '../settings';
import { trusted } from '../trust';
import { THIS_MACHINE, type Targets } from './targets';

export class TargetCommands {
  readonly actions: FailureActions;

  constructor(
    private readonly targets: Targets,
    private readonly access: MachineAccess,
    private readonly consent: Consent,
    log: vscode.LogOutputChannel,
  ) {
    this.actions = { log, connectInTerminal: (machine) => void this.connectInTerminal(machine) };
  }

  /** Returns the machine chosen, or undefined where the person chose none, or a kernel that is no machine. */
  async select(): Promise<ReachableTarget | undefined> {
    const picked = await vscode.window.showQuickPick(this.choices(), {
      title: 'Whose kernel are the programs for?',
      placeHolder: 'A machine to load on, a capture, or a kernel that ships with the extension',
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (!picked) return undefined;
    if (picked.add) return this.add();
    if (picked.name === undefined) return undefined;
    return this.activate(picked.name);
  }

  async add(): Promise<ReachableTarget | undefined> {
    const host = await vscode.window.showInputBox({
      title: 'Add SSH Target',
      prompt: 'What you would type after ssh: an alias of ~/.ssh/config, a host, or user@host',
      placeHolder: 'root@box1',
      validateInput: (value) => (value === '' ? undefined : hostProblem(value.trim())),
      ignoreFocusOut: true,
    });
    if (!host) return undefined;
    const suggestion = host.trim().replace(/^.*@/, '');
    const name = await vscode.window.showInputBox({
      title: 'Add SSH Target',
      prompt: 'How the editor shows it',
      value: suggestion,
      validateInput: (value) =>
        targetNameProblem(value.trim()) ??
        (this.targets.isTaken(value.trim()) ? 'There is a target of that name. Choose another.' : undefined),
      ignoreFocusOut: true,
    });
    if (!name) return undefined;
    await addTarget({ name: name.trim(), host: host.trim() });
    return this.activate(name.trim());
  }

  /** Takes the active target's capture anew, with progress and cancel. */
  async refresh(): Promise<void> {
    if (!trusted()) return;
    const machine = this.targets.activeMachine() ?? (await this.select());
    if (machine && (await this.consent.toContact(machine))) await this.capture(machine);
  }

  /** After start and after a change of target: reads a new capture if there is none or the kernel is another one. */
  async keepCurrent(): Promise<void> {
    const machine = this.targets.activeMachine();
    if (!machine || !vscode.workspace.isTrusted || !(await this.consent.toContact(machine))) return;
    const known = this.targets.captureOf(machine) !== undefined;
    if (!known || (await this.targets.kernelChanged(machine))) await this.capture(machine);
    else this.completeBtf(machine);
  }

  async connectInTerminal(machine?: string): Promise<void> {
    if (!trusted()) return;
    const target = this.targets.all().find(({ name }) => name === machine) ?? this.targets.activeMachine();
    if (target?.kind !== 'ssh') {
      void vscode.window.showInformationMessage('The active target is not reached over SSH. Select one that is first.');
      return;
    }
    const ssh = await this.access.ssh();
    vscode.window
      .createTerminal({
        name: `ssh ${target.name}`,
        shellPath: sshProgram(ssh),
        shellArgs: sshTerminalArguments(target, ssh),
      })
      .show();
  }

  private async activate(name: string): Promise<ReachableTarget | undefined> {
    await writeActiveTarget(name);
    return this.targets.activeMachine();
  }

  /** With progress and cancel; a failure is shown. */
  async capture(machine: ReachableTarget): Promise<void> {
    const result = await withProgress(`Reading the tracepoints of ${machine.name}`, (_report, signal) =>
      this.targets.refresh(machine, signal),
    );
    if (!result.ok) showFailure(result.error, this.actions);
    else this.completeBtf(machine);
  }

  /** Takes the capture of a machine that has none yet. False where there is none afterwards, which the person knows why. */
  async ensureCapture(machine: ReachableTarget): Promise<boolean> {
    if (!this.targets.captureOf(machine) && (await this.consent.toContact(machine))) await this.capture(machine);
    return this.targets.captureOf(machine) !== undefined;
  }

  /** Fetches the kernel's BTF where it is lacking, in the background, with progress and cancel. */
  completeBtf(machine: ReachableTarget): void {
    if (!this.targets.lacksBtf(machine)) return;
    void withProgress(`Reading the BTF of ${machine.name}`, (_report, signal) =>
      this.targets.fetchBtf(machine, signal),
    );
  }

  private choices(): Choice[] {
    const active = this.targets.activeName();
    const mark = (name: string): string => (name === active ? ' $(check)' : '');
    const machines = this.targets.all().map((target): Choice => {
      const known = this.targets.captureOf(target);
      return {
        name: target.name,
        label: `$(${icon(target)}) ${target.name}${mark(target.name)}`,
        description: place(target),
        ...(known && { detail: `${known.release}, ${known.tracepoints} tracepoints` }),
      };
    });
    const shipped = [...this.targets.shipped].reverse().map((kernel): Choice => ({
      name: kernel.name,
      label: `$(package) ${kernel.title}${mark(kernel.name)}`,
      description: kernel.name,
      detail: `${kernel.release}, ${kernel.tracepoints} tracepoints`,
    }));
    return [
      { label: 'Machines and captures', kind: vscode.QuickPickItemKind.Separator },
      ...machines,
      { label: '$(add) Add SSH target…', add: true },
      {
        label: 'Kernels that ship, to write for',
        kind: vscode.QuickPickItemKind.Separator,
      },
      ...shipped,
    ];
  }
}

interface Choice extends vscode.QuickPickItem {
  readonly name?: string;
  readonly add?: true;
}

function icon({ kind }: Target): string {
  return { local: 'device-desktop', ssh: 'remote', capture: 'file-zip' }[kind];
}

function place(target: Target): string {
  if (target.kind === 'ssh') return `ssh ${target.host}${target.port === undefined ? '' : `:${target.port}`}`;
  if (target.kind === 'capture') return target.formats;
  return target.name === THIS_MACHINE ? windowsMachine() : 'this machine';
}

/** In a window of Remote-SSH, WSL or a container, which machine “this” is; the extension runs there. */
function windowsMachine(): string {
  const remote = vscode.env.remoteName ?? '';
  if (/container|codespaces/.test(remote)) return 'the container of this window';
  return { 'ssh-remote': 'the machine that this window is connected to', wsl: 'the Linux of WSL' }[remote] ?? '';
}
