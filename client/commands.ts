/** Every command of the extension, in one table. When each is enabled stands in package.json. */
import * as vscode from 'vscode';
import type { AllTargets } from './all-targets';
import type { Consent } from './targets/consent';
import type { ExplorerCommands } from './explorer/explorer-commands';
import type { LanguageServer } from './language-server';
import type { LoadCommand } from './sessions/load-command';
import type { Loads } from './sessions/loads';
import type { OutputChannels } from './output';
import type { DataPanels } from './panels/panels';
import type { ProjectFiles } from './build/project-files';
import type { Refusals } from './verifier/refusals';
import { openSample } from './sample';
import type { SessionCommands } from './sessions/session-commands';
import type { SeveralTargets } from './sessions/several-targets';
import type { TargetCommands } from './targets/target-commands';
import type { Targets } from './targets/targets';
import type { VmlinuxCommand } from './build/vmlinux';
import type { NewProgram } from './wizards/new-program';
import type { OneLine } from './wizards/one-line';

export interface CommandParts {
  readonly loads: Loads;
  readonly loading: LoadCommand;
  readonly several: SeveralTargets;
  readonly sessions: SessionCommands;
  readonly explorer: ExplorerCommands;
  readonly panels: DataPanels;
  readonly targets: Targets;
  readonly targetCommands: TargetCommands;
  readonly outputs: OutputChannels;
  readonly refusals: Refusals;
  readonly server: LanguageServer;
  readonly allTargets: AllTargets;
  readonly consent: Consent;
  readonly projectFiles: ProjectFiles;
  readonly vmlinux: VmlinuxCommand;
  readonly newProgram: NewProgram;
  readonly oneLine: OneLine;
  readonly log: vscode.LogOutputChannel;
}

/**
 * Commands on a file take its URI, as editor titles and code lenses give it; without one they mean the active editor's. Those
 * on a session take a node of the Sessions view, or the file's URI and the target's name.
 */
type Handler = (...args: unknown[]) => unknown;

export function commandTable(parts: CommandParts): Readonly<Record<string, Handler>> {
  const {
    loads,
    loading,
    several,
    sessions,
    explorer,
    panels,
    targets,
    targetCommands,
    outputs,
    refusals,
    server,
    allTargets,
    consent,
    projectFiles,
    vmlinux,
    newProgram,
    oneLine,
    log,
  } = parts;
  return {
    'bpfTracepoints.compile': async (uri) => loads.compile(await sourceDocument(uri)),
    'bpfTracepoints.load': async (uri) => loading.load(await sourceDocument(uri)),
    'bpfTracepoints.loadOnSeveral': async (uri) => several.load(await sourceDocument(uri)),
    'bpfTracepoints.loadAgain': (...args) => sessions.loadAgain(args),
    'bpfTracepoints.stop': (...args) => sessions.stop(args),
    'bpfTracepoints.dismiss': (...args) => sessions.stop(args),
    'bpfTracepoints.reload': (...args) => sessions.reload(args),
    'bpfTracepoints.measureOverhead': (...args) => sessions.measureOverhead(args),
    'bpfTracepoints.toggleReloadOnSave': (...args) => sessions.toggleReloadOnSave(args),
    'bpfTracepoints.keep': (...args) => sessions.keep(args),
    'bpfTracepoints.showKept': (...args) => sessions.showKept(args),
    'bpfTracepoints.adopt': (...args) => sessions.adopt(args),
    'bpfTracepoints.unload': (...args) => sessions.unload(args),
    'bpfTracepoints.openAsProgram': (...args) => sessions.openAsProgram(args),
    'bpfTracepoints.goToProgram': (...args) => sessions.goToProgram(args),
    'bpfTracepoints.showSessions': (...args) => sessions.showSessions(args),
    'bpfTracepoints.showMap': (...args) => panels.showMap(args),
    'bpfTracepoints.showEvents': (...args) => panels.showEvents(args),
    'bpfTracepoints.filterTracepoints': () => explorer.filter(),
    'bpfTracepoints.clearTracepointFilter': () => explorer.clearFilter(),
    'bpfTracepoints.findTracepoint': () => explorer.find(),
    'bpfTracepoints.showInExplorer': (...args) => explorer.show(args),
    'bpfTracepoints.watchTracepoint': (...args) => explorer.watch(args),
    'bpfTracepoints.newProgramFor': (...args) => explorer.newProgramFor(args),
    'bpfTracepoints.insertTracepoint': (...args) => explorer.insert(args),
    'bpfTracepoints.copyStruct': (...args) => explorer.copyStruct(args),
    'bpfTracepoints.copyName': (...args) => explorer.copyName(args),
    'bpfTracepoints.openFormat': (...args) => explorer.openFormat(args),
    'bpfTracepoints.checkAllTargets': async (uri) => allTargets.check(await sourceDocument(uri)),
    'bpfTracepoints.selectTarget': () => targetCommands.select(),
    'bpfTracepoints.addTarget': () => targetCommands.add(),
    'bpfTracepoints.refreshTarget': () => targetCommands.refresh(),
    'bpfTracepoints.connectInTerminal': () => targetCommands.connectInTerminal(),
    'bpfTracepoints.newProgram': (...names) => newProgram.run(names),
    'bpfTracepoints.oneLine': (text) => oneLine.run(text),
    'bpfTracepoints.openSample': () => openSample(server),
    'bpfTracepoints.forgetAllowedHosts': () => consent.forget(),
    'bpfTracepoints.writeVmlinux': (uri) => vmlinux.write(asUri(uri)),
    'bpfTracepoints.writeCompileCommands': () => projectFiles.writeCompileCommands(),
    'bpfTracepoints.writeClangd': () => projectFiles.writeClangd(),
    'bpfTracepoints.showOutput': (...args) => {
      if (sessions.showOutput(args)) return;
      const name = targets.activeMachine()?.name;
      if (name === undefined) log.show(true);
      else outputs.of(name).show(true);
    },
    'bpfTracepoints.showVerifierLog': (uri) =>
      refusals.logs.choose(asUri(uri) ?? vscode.window.activeTextEditor?.document.uri),
    'bpfTracepoints.showLog': () => log.show(true),
    'bpfTracepoints.restartServer': () => server.restart(),
  };
}

/** Registers the whole table; what a handler throws is a defect of ours and is shown with the way to the log. */
export function registerCommands(parts: CommandParts): vscode.Disposable {
  const registrations = Object.entries(commandTable(parts)).map(([id, handler]) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        return await handler(...args);
      } catch (error) {
        parts.log.error(`${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        void vscode.window.showErrorMessage(`BPF Tracepoints: ${id} failed. The log (Show Log) has the details.`);
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}

function asUri(value: unknown): vscode.Uri | undefined {
  return value instanceof vscode.Uri ? value : undefined;
}

/** The C file that a command is about, or undefined after telling the person that there is none. */
async function sourceDocument(value: unknown): Promise<vscode.TextDocument | undefined> {
  const uri = asUri(value);
  const wanted = uri ?? (vscode.window.activeTextEditor ? undefined : onlyProgram());
  const document = wanted ? await vscode.workspace.openTextDocument(wanted) : vscode.window.activeTextEditor?.document;
  if (document?.languageId === 'c' && document.uri.scheme === 'file') return document;
  void vscode.window.showInformationMessage('Open the C file of a BPF program first, and save it to disk.');
  return undefined;
}

/** The only program that has a tab, for a command that is given where no text is active: in the walkthrough. */
function onlyProgram(): vscode.Uri | undefined {
  const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  const programs = inputs.flatMap((input) =>
    input instanceof vscode.TabInputText && input.uri.path.endsWith('.bpf.c') ? [input.uri] : [],
  );
  return new Set(programs.map(String)).size === 1 ? programs[0] : undefined;
}
