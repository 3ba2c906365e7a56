/** Build tasks: one for each .bpf.c of the workspace, and those of tasks.json. They run what Compile runs, in a terminal. */
import { basename, isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { Result } from '../../core/result';
import type { Compiled, CompileFailure } from '../../machine/clang';
import type { Target } from '../../machine/target';
import type { Compiler } from './compiler';
import type { Targets } from '../targets/targets';

/** As package.json declares it in `taskDefinitions`. */
const TYPE = 'bpf-tracepoints';

/** Of a tasks.json, which may hold anything. */
interface Definition extends vscode.TaskDefinition {
  readonly file?: unknown;
  readonly target?: unknown;
}

/** More sources than that are not one project's. */
const mostFiles = 200;

export class CompileTasks implements vscode.TaskProvider {
  constructor(
    private readonly compiler: Compiler,
    private readonly targets: Targets,
  ) {}

  async provideTasks(token: vscode.CancellationToken): Promise<vscode.Task[]> {
    if (!vscode.workspace.isTrusted) return [];
    const files = await vscode.workspace.findFiles('**/*.bpf.c', undefined, mostFiles, token);
    const sorted = files.sort((one, other) => (one.path < other.path ? -1 : 1));
    return sorted.flatMap((uri) => {
      const folder = vscode.workspace.getWorkspaceFolder(uri);
      if (!folder) return [];
      const file = vscode.workspace.asRelativePath(uri, false);
      return [this.task({ type: TYPE, file }, folder, `Compile ${file}`)];
    });
  }

  /** Of tasks.json: `file`, with the variables of VS Code for the active file and the folder, and `target`, are the author's. */
  resolveTask(task: vscode.Task): vscode.Task | undefined {
    const definition = task.definition as Definition;
    if (!vscode.workspace.isTrusted || typeof definition.file !== 'string') return undefined;
    const scope = task.scope;
    return this.task(definition, typeof scope === 'object' ? scope : undefined, task.name);
  }

  private task(definition: Definition, folder: vscode.WorkspaceFolder | undefined, name: string): vscode.Task {
    const execution = new vscode.CustomExecution((resolved) =>
      Promise.resolve(new CompileTerminal((signal) => this.compile(resolved as Definition, folder, signal))),
    );
    // No problem matcher: what clang says reaches the Problems panel as it does from Compile, with notes and in headers.
    const scope = folder ?? vscode.TaskScope.Workspace;
    const task = new vscode.Task(definition, scope, name, TYPE, execution, []);
    task.group = vscode.TaskGroup.Build;
    task.detail = 'Compiles as "BPF Tracepoints: Compile" does';
    task.presentationOptions = { clear: true, reveal: vscode.TaskRevealKind.Always };
    return task;
  }

  private async compile(
    definition: Definition,
    folder: vscode.WorkspaceFolder | undefined,
    signal: AbortSignal,
  ): Promise<Result<Compiled, CompileFailure> | string> {
    if (!vscode.workspace.isTrusted) return 'This workspace is not trusted: nothing of it is compiled.';
    const file = pathOf(definition.file, folder);
    if (file === undefined) return '"file" of the task is not the path of a source.';
    const target = this.targetOf(definition.target);
    if (target === undefined) return `There is no target ${JSON.stringify(definition.target)}.`;
    const uri = vscode.Uri.file(file);
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    if (open?.isDirty && !(await open.save())) return `${basename(file)} could not be saved.`;
    const chosen = target === 'active' ? this.targets.active() : target;
    const machine = chosen && chosen.kind !== 'capture' ? chosen : undefined;
    return this.compiler.compileFile(uri, this.compiler.machineOf(chosen), signal, machine);
  }

  private targetOf(name: unknown): Target | 'active' | undefined {
    if (name === undefined || name === '') return 'active';
    return this.targets.all().find((target) => target.name === name);
  }
}

/** Absolute; from the task's folder, or the first of the workspace. */
function pathOf(file: unknown, folder: vscode.WorkspaceFolder | undefined): string | undefined {
  if (typeof file !== 'string' || file === '') return undefined;
  const root = (folder ?? vscode.workspace.workspaceFolders?.[0])?.uri.fsPath;
  if (isAbsolute(file)) return file;
  return root === undefined ? undefined : join(root, file);
}

/** A terminal that says the command, clang's words and how it ended; closing it, or ending the task, ends clang. */
class CompileTerminal implements vscode.Pseudoterminal {
  private readonly writes = new vscode.EventEmitter<string>();
  private readonly closes = new vscode.EventEmitter<number>();
  readonly onDidWrite = this.writes.event;
  readonly onDidClose = this.closes.event;
  private readonly abort = new AbortController();

  constructor(private readonly work: (signal: AbortSignal) => Promise<Result<Compiled, CompileFailure> | string>) {}

  open(): void {
    void this.run();
  }

  close(): void {
    this.abort.abort();
  }

  private async run(): Promise<void> {
    const ended = await this.work(this.abort.signal).catch((thrown: unknown) => String(thrown));
    this.say(typeof ended === 'string' ? ended : report(ended));
    this.closes.fire(typeof ended !== 'string' && ended.ok ? 0 : 1);
  }

  /** A terminal wants a carriage return before each newline, and would obey the control characters of a file's name. */
  private say(text: string): void {
    const harmless = text.replace(/[^\P{Cc}\t\n]/gu, '\ufffd');
    this.writes.fire(`${harmless.trimEnd().replaceAll('\n', '\r\n')}\r\n`);
  }
}

function report(ended: Result<Compiled, CompileFailure>): string {
  const { command, output = '' } = ended.ok ? ended.value : ended.error;
  const end = ended.ok ? `Object: ${ended.value.object}` : `${ended.error.message} ${ended.error.advice}`;
  return [...(command.length > 0 ? [`> ${command.join(' ')}`] : []), output, end]
    .filter((text) => text !== '')
    .join('\n');
}
