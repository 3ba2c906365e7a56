/** Every command of the extension, in one table. When each is enabled stands in package.json. */
import * as vscode from 'vscode';
import type { AllTargets } from './all-targets';
import type { LanguageServer } from './language-server';
import type { Loads } from './loads';
import type { OutputChannels } from './output';
import type { ProjectFiles } from './project-files';
import type { TargetCommands } from './target-commands';
import type { Targets } from './targets';

export interface CommandParts {
  readonly loads: Loads;
  readonly targets: Targets;
  readonly targetCommands: TargetCommands;
  readonly outputs: OutputChannels;
  readonly server: LanguageServer;
  readonly allTargets: AllTargets;
  readonly projectFiles: ProjectFiles;
  readonly log: vscode.LogOutputChannel;
}

/** Commands on a file take its URI, as editor titles and code lenses give it; without one they mean the active editor's. */
type Handler = (uri?: unknown) => unknown;

export function commandTable(parts: CommandParts): Readonly<Record<string, Handler>> {
  const { loads, targets, targetCommands, outputs, server, allTargets, projectFiles, log } = parts;
  return {
    'bpfTracepoints.compile': async (uri) => loads.compile(await sourceDocument(uri)),
    'bpfTracepoints.load': async (uri) => loads.load(await sourceDocument(uri)),
    'bpfTracepoints.stop': (uri) => loads.stop(asUri(uri) ?? vscode.window.activeTextEditor?.document.uri),
    'bpfTracepoints.checkAllTargets': async (uri) => allTargets.check(await sourceDocument(uri)),
    'bpfTracepoints.selectTarget': () => targetCommands.select(),
    'bpfTracepoints.addTarget': () => targetCommands.add(),
    'bpfTracepoints.refreshTarget': () => targetCommands.refresh(),
    'bpfTracepoints.connectInTerminal': () => targetCommands.connectInTerminal(),
    'bpfTracepoints.writeCompileCommands': () => projectFiles.writeCompileCommands(),
    'bpfTracepoints.writeClangd': () => projectFiles.writeClangd(),
    'bpfTracepoints.showOutput': (uri) => {
      const name =
        loads.runsOn(asUri(uri) ?? vscode.window.activeTextEditor?.document.uri) ?? targets.activeMachine()?.name;
      if (name === undefined) log.show(true);
      else outputs.of(name).show(true);
    },
    'bpfTracepoints.showLog': () => log.show(true),
    'bpfTracepoints.restartServer': () => server.restart(),
  };
}

/** Registers the whole table; what a handler throws is a defect of ours and is shown with the way to the log. */
export function registerCommands(parts: CommandParts): vscode.Disposable {
  const registrations = Object.entries(commandTable(parts)).map(([id, handler]) =>
    vscode.commands.registerCommand(id, async (uri?: unknown) => {
      try {
        return await handler(uri);
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
  const document = uri ? await vscode.workspace.openTextDocument(uri) : vscode.window.activeTextEditor?.document;
  if (document?.languageId === 'c' && document.uri.scheme === 'file') return document;
  void vscode.window.showInformationMessage('Open the C file of a BPF program first, and save it to disk.');
  return undefined;
}
