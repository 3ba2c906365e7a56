/** Load on Target, as a person means it: what is kept of the file on the target is not to run there twice unawares. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { KeptEntry } from '../../machine/loader-messages';
import type { ReachableTarget } from '../../machine/target';
import type { TargetCommands } from '../targets/target-commands';
import type { Targets } from '../targets/targets';
import { trusted } from '../trust';
import type { Adoption } from './adoption';
import type { KeptPrograms } from './kept-programs';
import { findSource } from './kept-source';
import type { Loads } from './loads';
import type { Reloads } from './reloads';
import { moment } from './session-text';
import { runningOf, type Sessions } from './sessions';

export interface LoadCommandParts {
  readonly targets: Targets;
  readonly targetCommands: TargetCommands;
  readonly sessions: Sessions;
  readonly loads: Loads;
  readonly reloads: Reloads;
  readonly adoption: Adoption;
  readonly kept: KeptPrograms;
}

interface Choice extends vscode.QuickPickItem {
  /** What gives its place to the file as it is now; undefined: both run. */
  readonly replaced?: KeptEntry;
}

const beside: Choice = { label: 'Load a Second One', description: 'both run' };

export class LoadCommand {
  constructor(private readonly parts: LoadCommandParts) {}

  /** On the target, or on the active one. */
  async load(document: vscode.TextDocument | undefined, on?: ReachableTarget): Promise<void> {
    if (!document || !trusted()) return;
    const { loads, targets, targetCommands } = this.parts;
    const target = on ?? targets.activeMachine() ?? (await targetCommands.select());
    if (!target) return;
    const entry = this.parts.sessions.find(document.uri, target.name);
    const running = entry && runningOf(entry);
    if (entry && running?.kept) {
      await this.parts.reloads.reload([entry]);
      return;
    }
    const choice = running ? beside : await this.askAboutKept(document, target);
    if (choice?.replaced) await this.replace(choice.replaced, document, target);
    else if (choice) await loads.load(document, target);
  }

  private async replace(kept: KeptEntry, document: vscode.TextDocument, target: ReachableTarget): Promise<void> {
    await this.parts.adoption.adopt(target.name, kept);
    const entry = this.parts.sessions.find(document.uri, target.name);
    if (entry && runningOf(entry)?.kept) await this.parts.reloads.reload([entry]);
  }

  /** Undefined: neither. As far as this window knows what is kept; the target is not asked for it. */
  private async askAboutKept(document: vscode.TextDocument, target: ReachableTarget): Promise<Choice | undefined> {
    const kept: KeptEntry[] = [];
    const named = this.parts.kept.on(target.name).filter(({ source }) => source === basename(document.uri.fsPath));
    for (const entry of named) {
      const source = await findSource(target.name, entry.name, entry.source);
      if (source.toString() === document.uri.toString()) kept.push(entry);
    }
    const [first] = kept;
    if (!first) return beside;
    const replacements = kept.map((entry): Choice => {
      const until = entry.until === 0 ? 'without a limit' : `until ${moment(entry.until)}`;
      return {
        label: `Replace ${entry.name}`,
        description: `kept since ${moment(entry.since)}, ${until}`,
        replaced: entry,
      };
    });
    return vscode.window.showQuickPick([...replacements, beside], {
      title: `${first.source} is kept on ${target.name} already`,
      placeHolder: 'What is replaced stays kept, and its maps of the same shape keep what they hold',
    });
  }
}
