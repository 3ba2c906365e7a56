/** Entry of the extension: makes the parts, and starts the language server. They are disposed of with the extension. */
import * as vscode from 'vscode';
import { AllTargets } from './all-targets';
import { wireBuild } from './build/build-wiring';
import { registerCommands } from './commands';
import { wireExplorer } from './explorer/explorer-wiring';
import { KernelFollowing } from './kernel-following';
import { wireMachine } from './machine-wiring';
import { Presentations } from './panels/presentations';
import { GeneratedSources } from './sessions/generated-source';
import { wireSessions } from './sessions/session-wiring';
import { registerLogFeatures } from './verifier/log-features';
import { Refusals } from './verifier/refusals';
import { NewProgram } from './wizards/new-program';
import { OneLine } from './wizards/one-line';

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const machine = await wireMachine(context);
  const { own, server, log } = machine;
  const build = wireBuild(machine, context);
  const refusals = own(
    new Refusals({
      extensionPath: context.extensionPath,
      log,
      programs: (document) => server.programs(document),
      nearest: (target, tracepoint) => server.nearest(target, tracepoint),
    }),
  );
  own(registerLogFeatures(refusals.logs));
  const generated = new GeneratedSources(context.globalStorageUri.fsPath);
  const presentations = new Presentations();
  const { lenses, commands, ...sessions } = wireSessions({
    ...{ ...machine, ...build, refusals, generated, presentations },
    memory: context.workspaceState,
    extension: context.extensionUri,
  });
  const explorer = wireExplorer({ ...machine, ...sessions, generated });
  const following = new KernelFollowing(machine, { explorer: explorer.view, lenses });
  const oneLine = new OneLine({ ...machine, ...sessions, generated, presentations, memory: context.globalState });
  own(
    registerCommands({
      ...{ ...machine, ...build, ...sessions, refusals },
      sessions: commands,
      explorer: explorer.commands,
      allTargets: own(new AllTargets(server, () => following.kernelName)),
      newProgram: new NewProgram(machine),
      oneLine: own(oneLine),
    }),
  );

  await server.start().catch((error: unknown) => {
    log.error(`The language server did not start: ${String(error)}`);
    explorer.view.setKernel(undefined);
    void vscode.window.showErrorMessage('BPF Tracepoints: the language server did not start. See the log (Show Log).');
  });
  following.keepCurrentWhenRelevant();
}
