/** Entry of the extension: makes the parts, wires them, and disposes of them. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { CaptureCache } from '../machine/capture-cache';
import type { KernelStatus } from '../core/messages';
import { AllTargets } from './all-targets';
import { ClangdNeighbour } from './build/clangd-neighbour';
import { registerCommands } from './commands';
import { Compiler } from './build/compiler';
import { Consent } from './targets/consent';
import { wireExplorer } from './explorer/explorer-wiring';
import { GeneratedSources } from './sessions/generated-source';
import { LanguageServer } from './language-server';
import { readLoaders } from '../machine/shipped-loaders';
import { MachineAccess } from './targets/machine-io';
import { OutputChannels } from './output';
import { Presentations } from './panels/presentations';
import { ClangProblems } from './build/problems';
import { ProjectFiles } from './build/project-files';
import { Refusals } from './verifier/refusals';
import { wireSessions } from './sessions/session-wiring';
import { SECTION } from './settings';
import { readShippedKernels } from './targets/shipped';
import { StatusItem } from './targets/status-item';
import { TargetCommands } from './targets/target-commands';
import { Targets } from './targets/targets';
import { CompileTasks } from './build/tasks';
import { VmlinuxCommand } from './build/vmlinux';
import { registerLogFeatures } from './verifier/log-features';
import { NewProgram } from './wizards/new-program';
import { OneLine } from './wizards/one-line';

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const own = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const storage = context.globalStorageUri.fsPath;
  const log = own(vscode.window.createOutputChannel('BPF Tracepoints', { log: true }));
  const access = own(new MachineAccess());
  const outputs = own(new OutputChannels());
  const status = own(new StatusItem());
  const shipped = await readShippedKernels(context.extensionPath);
  const targets = own(new Targets(new CaptureCache(join(storage, 'captures')), access, shipped, log));
  await targets.restore();
  const server = own(new LanguageServer(context.asAbsolutePath('dist/server.js'), log, () => targets.serverSettings()));
  own(new ClangdNeighbour(server, log));
  const consent = new Consent(context.workspaceState);
  const targetCommands = new TargetCommands(targets, access, consent, log);
  const loader = await readLoaders(context.extensionPath);
  const problems = own(new ClangProblems());
  const { extensionPath } = context;
  const version = (context.extension.packageJSON as { version: string }).version;
  const compiler = new Compiler({ extensionPath, version, storage, problems, targets, access, consent, log });
  const vmlinux = new VmlinuxCommand({ targets, targetCommands, access, consent, loader });
  const projectFiles = new ProjectFiles(compiler, targetCommands.actions);
  own(vscode.tasks.registerTaskProvider('bpf-tracepoints', new CompileTasks(compiler, targets)));
  const refusals = own(
    new Refusals({
      extensionPath,
      log,
      programs: (document) => server.programs(document),
      nearest: (target, tracepoint) => server.nearest(target, tracepoint),
    }),
  );
  own(registerLogFeatures(refusals.logs));
  const generated = new GeneratedSources(storage);
  const presentations = new Presentations();
  const { sessions, loads, lenses, commands, several, panels } = wireSessions({
    ...{ own, server, targets, targetCommands, consent, compiler, access, outputs, refusals, generated, loader, log },
    presentations,
    memory: context.workspaceState,
    extension: context.extensionUri,
  });
  const explorer = wireExplorer({ own, server, targets, targetCommands, generated, loads });

  let latest: KernelStatus | undefined;
  const showStatus = (): void => {
    if (latest) status.show(latest, targets.activeName(), targets.note());
  };
  own(
    server.onKernelStatus((next) => {
      latest = next;
      explorer.view.setKernel(next);
      showStatus();
      lenses.refresh();
    }),
  );
  own(
    targets.onDidChange(() => {
      void server.configure();
      showStatus();
      lenses.refresh();
    }),
  );
  own(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration(SECTION)) return;
      const machine = ['targets', 'activeTarget', 'ssh'].some((name) =>
        change.affectsConfiguration(`${SECTION}.${name}`),
      );
      void applySettings(targets, targetCommands, machine);
    }),
  );
  own(vscode.workspace.onDidGrantWorkspaceTrust(() => void targetCommands.keepCurrent()));
  const oneLine = own(
    new OneLine({
      ...{ server, generated, presentations, loads, sessions, panels, targets, targetCommands },
      memory: context.globalState,
    }),
  );
  const allTargets = own(new AllTargets(server, () => latest?.name));
  own(
    registerCommands({
      loads,
      several,
      panels,
      sessions: commands,
      explorer: explorer.commands,
      targets,
      targetCommands,
      outputs,
      refusals,
      server,
      allTargets,
      consent,
      projectFiles,
      vmlinux,
      newProgram: new NewProgram({ server, targets, targetCommands }),
      oneLine,
      log,
    }),
  );

  await server.start().catch((error: unknown) => {
    log.error(`The language server did not start: ${String(error)}`);
    explorer.view.setKernel(undefined);
    void vscode.window.showErrorMessage('BPF Tracepoints: the language server did not start. See the log (Show Log).');
  });
  if (status.isRelevant) void targetCommands.keepCurrent();
  else own(onFirst(status.onBecameRelevant, () => void targetCommands.keepCurrent()));
}

/** Hosts are contacted only once a BPF source is looked at: not in every C project. */
function onFirst(event: vscode.Event<void>, then: () => void): vscode.Disposable {
  const subscription = event(() => {
    subscription.dispose();
    then();
  });
  return subscription;
}

async function applySettings(targets: Targets, commands: TargetCommands, machine: boolean): Promise<void> {
  await targets.restore();
  if (machine) await commands.keepCurrent();
}
