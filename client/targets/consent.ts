/**
 * Asks before a workspace does something to a host for the first time: load programs there or look after what is kept, or, where
 * the workspace itself names the host, contact it. The answer is kept with the workspace, for each host; a no is not kept.
 */
import * as vscode from 'vscode';
import { machineKey, type ReachableTarget } from '../../machine/target';
import { readAllowedHosts, targetsAreTheWorkspaces } from '../settings';

/** Keys of the workspace's state; their values are lists of `machineKey`. */
const LOADING = 'hostsAllowedToLoadOn';
const CONTACT = 'hostsAllowedToContact';

/** Shows a question with one way to say yes; resolves with whether it was taken. */
export type AskConsent = (question: ConsentQuestion) => Promise<boolean>;

export interface ConsentQuestion {
  readonly message: string;
  /** What will happen. Plain text. */
  readonly detail: string;
  /** Says yes. */
  readonly button: string;
}

export class Consent {
  /** Questions that are open, by what they are about: whoever else asks the same gets the same answer. */
  private readonly open = new Map<string, Promise<boolean>>();

  constructor(
    private readonly state: Pick<vscode.Memento, 'get' | 'update'>,
    private readonly ask: AskConsent = askModally,
  ) {}

  /** Whether programs of this workspace may be loaded on all of these; asks once for those that were never allowed. */
  async toLoadOn(targets: readonly ReachableTarget[]): Promise<boolean> {
    const asked = targets.filter((target) => !this.isAllowed(LOADING, target));
    if (asked.length === 0) return true;
    return this.decide(LOADING, asked, loadQuestion(asked));
  }

  /** Whether it was allowed before; nobody is asked. */
  isGivenToLoadOn(target: ReachableTarget): boolean {
    return this.isAllowed(LOADING, target);
  }

  /** Whether the host may be contacted: asked only where it was the workspace's settings that named it. */
  async toContact(target: ReachableTarget): Promise<boolean> {
    if (target.kind === 'local' || !targetsAreTheWorkspaces()) return true;
    if (this.isAllowed(CONTACT, target) || this.isAllowed(LOADING, target)) return true;
    return this.decide(CONTACT, [target], contactQuestion(target));
  }

  /** All are asked for again. */
  async forget(): Promise<void> {
    await this.state.update(LOADING, undefined);
    await this.state.update(CONTACT, undefined);
    void vscode.window.showInformationMessage('The next load from this workspace asks again, for each host.');
  }

  private isAllowed(kind: string, target: ReachableTarget): boolean {
    return this.kept(kind).includes(machineKey(target)) || readAllowedHosts().includes(place(target));
  }

  private kept(kind: string): readonly string[] {
    const value = this.state.get<unknown>(kind);
    return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
  }

  private decide(kind: string, targets: readonly ReachableTarget[], question: ConsentQuestion): Promise<boolean> {
    const keys = targets.map(machineKey);
    const id = [kind, ...keys].join('\n');
    const open = this.open.get(id);
    if (open) return open;
    const decision = this.ask(question)
      .then(async (yes) => {
        if (yes) await this.state.update(kind, [...new Set([...this.kept(kind), ...keys])]);
        return yes;
      })
      .finally(() => this.open.delete(id));
    this.open.set(id, decision);
    return decision;
  }
}

/** A host as the settings spell it: what ssh is given, and the port where one is set. */
function place(target: ReachableTarget): string {
  if (target.kind === 'local') return 'this machine';
  return target.port === undefined ? target.host : `${target.host}:${target.port}`;
}

const named = (target: ReachableTarget): string =>
  target.kind === 'local' || target.name === place(target) ? place(target) : `${target.name} (${place(target)})`;

function loadQuestion(targets: readonly ReachableTarget[]): ConsentQuestion {
  const names = targets.map(named).join(', ');
  const whose = targets.length === 1 ? 'that machine’s kernel' : 'the kernels of those machines';
  return {
    message: `Let programs of this workspace run on ${names}?`,
    detail:
      `They are compiled here and run in ${whose}, as root. There they can read the memory of every process, and slow the machine down. ` +
      'What is loaded ends when it is stopped, when this window closes, or when the connection is lost, unless you keep it running on purpose. What is kept there can be listed, taken over and unloaded.\n\nYou are asked once for each host of a workspace. “Forget Allowed Hosts” takes it back.',
    button: 'Allow',
  };
}

function contactQuestion(target: ReachableTarget): ConsentQuestion {
  return {
    message: `Connect to ${named(target)}, a host that this workspace’s settings name?`,
    detail:
      'Your ssh logs in there with your keys, and the format files of its kernel are read, by sudo if need be. Nothing is loaded.\n\nYou are asked once for each host of a workspace. “Forget Allowed Hosts” takes it back.',
    button: 'Connect',
  };
}

async function askModally({ message, detail, button }: ConsentQuestion): Promise<boolean> {
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, button)) === button;
}
