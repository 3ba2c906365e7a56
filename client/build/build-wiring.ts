/** Makes what compiles, and what tells other tools of the project how. */
import * as vscode from 'vscode';
import type { MachineParts } from '../machine-wiring';
import { ClangdNeighbour } from './clangd-neighbour';
import { Compiler } from './compiler';
import { ClangProblems } from './problems';
import { ProjectFiles } from './project-files';
import { CompileTasks } from './tasks';
import { VmlinuxCommand } from './vmlinux';

export interface BuildParts {
  readonly compiler: Compiler;
  readonly vmlinux: VmlinuxCommand;
  readonly projectFiles: ProjectFiles;
}

export function wireBuild(parts: MachineParts, context: vscode.ExtensionContext): BuildParts {
  const { own, server, targets, targetCommands, log } = parts;
  const { extensionPath } = context;
  const version = (context.extension.packageJSON as { version: string }).version;
  const storage = context.globalStorageUri.fsPath;
  own(new ClangdNeighbour(server, log));
  const problems = own(new ClangProblems());
  const compiler = new Compiler({ ...parts, extensionPath, version, storage, problems });
  own(vscode.tasks.registerTaskProvider('bpf-tracepoints', new CompileTasks(compiler, targets)));
  return {
    compiler,
    vmlinux: new VmlinuxCommand(parts),
    projectFiles: new ProjectFiles(compiler, targetCommands.actions),
  };
}
