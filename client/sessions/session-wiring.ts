/** Makes what concerns sessions, and joins it: the model, loading, the view, code lenses, counting. */
import * as vscode from 'vscode';
import { Adoption } from './adoption';
import { CodeLenses } from './code-lenses';
import { Keeping } from './keeping';
import { KeptEnds } from './kept-ends';
import { KeptPrograms } from './kept-programs';
import { DataPanels } from '../panels/panels';
import type { Presentations } from '../panels/presentations';
import type { LanguageServer } from '../language-server';
import { LoadCommand } from './load-command';
import { Loads, type LoadParts } from './loads';
import { Overhead } from './overhead';
import { Reloads } from './reloads';
import { SessionCommands } from './session-commands';
import { keepSessionContext } from './session-context';
import { Sessions } from './sessions';
import { SessionsView } from './sessions-view';
import { lensesShown } from '../settings';
import { SeveralTargets } from './several-targets';
import { Statistics } from './statistics';

export interface WiringParts extends Omit<LoadParts, 'sessions'> {
  readonly server: LanguageServer;
  readonly presentations: Presentations;
  /** Of the workspace. */
  readonly memory: vscode.Memento;
  readonly extension: vscode.Uri;
  readonly own: <T extends vscode.Disposable>(part: T) => T;
}

export interface SessionParts {
  readonly sessions: Sessions;
  readonly loads: Loads;
  readonly loading: LoadCommand;
  readonly lenses: CodeLenses;
  readonly commands: SessionCommands;
  readonly several: SeveralTargets;
  readonly panels: DataPanels;
}

export function wireSessions(parts: WiringParts): SessionParts {
  const { own, server, targets, targetCommands, outputs, generated, memory, extension } = parts;
  const sessions = own(new Sessions());
  const kept = own(new KeptPrograms());
  const loads = own(new Loads({ ...parts, sessions }));
  const reloads = own(new Reloads(sessions, loads, outputs, memory));
  const keepingParts = { ...parts, sessions, kept, loads };
  const keeping = own(new Keeping(keepingParts));
  const adoption = own(new Adoption(keepingParts));
  own(new KeptEnds(keepingParts));
  const overhead = own(new Overhead(targetCommands.actions));
  const view = own(
    new SessionsView(sessions, kept, {
      kernelOf: (name) => {
        const target = targets.all().find((known) => known.name === name);
        return target && targets.captureOf(target)?.release;
      },
      reloadsOnSave: (source) => reloads.onSave(source),
      isGenerated: (source) => generated.isGenerated(source),
    }),
  );
  own(reloads.onDidChoose((source) => sessions.of(source).forEach((entry) => view.refreshEntry(entry))));
  own(new Statistics(sessions, view, lensesShown));
  own(keepSessionContext(sessions));
  const lenses = own(
    new CodeLenses({
      programs: (document, token) => server.programs(document, token),
      targetName: () => targets.activeMachine()?.name,
      sessions,
    }),
  );
  own(vscode.languages.registerCodeLensProvider({ language: 'c', scheme: 'file' }, lenses));
  const loading = new LoadCommand({ targets, targetCommands, sessions, loads, reloads, adoption, kept });
  const commands = new SessionCommands({
    ...parts,
    sessions,
    loads,
    loading,
    reloads,
    keeping,
    adoption,
    overhead,
    kept,
    view,
  });
  const several = new SeveralTargets(targets, loads, parts.consent, memory, targetCommands.actions, () => view.show());
  const panels = own(new DataPanels(sessions, extension, parts.presentations));
  return { sessions, loads, loading, lenses, commands, several, panels };
}
