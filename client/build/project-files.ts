/** Files of a project that tell other tools how its programs are compiled: compile_commands.json and .clangd. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { clangdPart, hasClangdPart, withClangdPart } from '../../machine/clangd-config';
import { findCompileCommands } from '../../machine/compile-commands';
import { entryFlags, withCompileEntries, type CompileEntry } from '../../machine/compile-commands-write';
import { writeAtomically } from '../../machine/atomic-write';
import { cancelled, describeFailure, errorText, thisMachine, type Failure } from '../../machine/failure';
import type { Compiler } from './compiler';
import { showFailure, type FailureActions } from '../failures';
import { withProgress } from '../progress';
import { trusted } from '../trust';

export class ProjectFiles {
  constructor(
    private readonly compiler: Compiler,
    private readonly actions: FailureActions,
  ) {}

  /** Entries for all programs of the folder, into the compile_commands.json that serves it, or a new one. */
  async writeCompileCommands(): Promise<void> {
    const folder = await this.folder();
    if (!folder) return;
    await this.withFailures('Writing compile_commands.json', async (signal) => {
      const sources = await this.sources(folder);
      const [first] = sources;
      if (first === undefined) return nothingThere(folder);
      const root = folder.uri.fsPath;
      const file = (await findCompileCommands(first.fsPath, root)) ?? join(root, 'compile_commands.json');
      const entries: CompileEntry[] = [];
      for (const source of sources) {
        if (signal.aborted) return cancelled(thisMachine);
        entries.push(await this.entry(source));
      }
      const before = await readText(file);
      const merged = withCompileEntries(before, entries, dirname(file));
      if (!merged.ok) return leftAlone(file, merged.error);
      await writeAtomically(file, merged.value);
      const count = entries.length === 1 ? '1 program' : `${entries.length} programs`;
      this.tell(file, `${vscode.workspace.asRelativePath(file)} holds ${count} now, as Compile compiles them.`);
      return undefined;
    });
  }

  /** What clangd must know of the folder's programs, into its .clangd; what else stands there stays, and is not touched unasked. */
  async writeClangd(): Promise<void> {
    const folder = await this.folder();
    if (!folder) return;
    const file = join(folder.uri.fsPath, '.clangd');
    await this.withFailures('Writing .clangd', async (signal) => {
      const before = await readText(file);
      const text = withClangdPart(before ?? '', clangdPart(await this.clangdFlags(folder)));
      if (before !== undefined && before !== text && !(await mayChange(file, before))) return undefined;
      if (signal.aborted) return cancelled(thisMachine);
      if (before !== text) await writeAtomically(file, text);
      this.tell(file, '.clangd tells clangd how programs in *.bpf.c are compiled for the active target.');
      return undefined;
    });
  }

  private async entry(source: vscode.Uri): Promise<CompileEntry> {
    const { compiler, options, directory } = await this.compiler.projectCommand(source);
    const file = source.fsPath;
    return { directory, file, arguments: [compiler, ...entryFlags(options), '-c', file] };
  }

  /** What is the same for all programs: compile_commands.json, or nothing, tells what is one program's own. */
  private async clangdFlags(folder: vscode.WorkspaceFolder): Promise<string[]> {
    const { options } = await this.compiler.projectCommand(folder.uri, false);
    const found = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, '**/vmlinux.h'), undefined, 20);
    const folders = [...new Set(found.map((uri) => dirname(uri.fsPath)))].sort();
    const code = entryFlags(options).filter((flag) => !/^-[gO]/.test(flag));
    return [...code, ...folders.map((path) => `-I${path}`)];
  }

  private async sources(folder: vscode.WorkspaceFolder): Promise<vscode.Uri[]> {
    const found = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, '**/*.bpf.c'));
    return found.sort((one, other) => (one.path < other.path ? -1 : 1));
  }

  /** The active editor's folder, the only one, or the one that is picked. */
  private async folder(): Promise<vscode.WorkspaceFolder | undefined> {
    if (!trusted()) return undefined;
    const [first, ...more] = vscode.workspace.workspaceFolders ?? [];
    if (!first) {
      void vscode.window.showInformationMessage('Open the folder of the project first: the file belongs to it.');
      return undefined;
    }
    const active = vscode.window.activeTextEditor?.document.uri;
    if (more.length === 0) return first;
    return (active && vscode.workspace.getWorkspaceFolder(active)) ?? (await vscode.window.showWorkspaceFolderPick());
  }

  private async withFailures(
    title: string,
    work: (signal: AbortSignal) => Promise<Failure | undefined>,
  ): Promise<void> {
    const failed = await withProgress(title, (_report, signal) =>
      work(signal).catch((thrown: unknown) =>
        describeFailure(
          'not-written',
          thisMachine,
          `${title} failed: ${errorText(thrown)}`,
          'Check that the folder can be written to.',
        ),
      ),
    );
    if (failed) showFailure(failed, this.actions);
  }

  private tell(file: string, text: string): void {
    void vscode.window.showInformationMessage(text, 'Open').then((chosen) => {
      if (chosen !== undefined) void vscode.window.showTextDocument(vscode.Uri.file(file));
    });
  }
}

async function mayChange(file: string, before: string): Promise<boolean> {
  const action = hasClangdPart(before) ? 'Replace Our Part' : 'Add Our Part';
  const detail = hasClangdPart(before)
    ? 'The part between the two lines that name BPF Tracepoints is replaced. The rest stays.'
    : 'A part for *.bpf.c is put behind what is there. The rest stays.';
  const chosen = await vscode.window.showWarningMessage(
    `${vscode.workspace.asRelativePath(file)} exists.`,
    { modal: true, detail },
    action,
    'Show It',
  );
  if (chosen === 'Show It') void vscode.window.showTextDocument(vscode.Uri.file(file));
  return chosen === action;
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw thrown;
  }
}

const nothingThere = (folder: vscode.WorkspaceFolder): Failure =>
  describeFailure(
    'no-programs',
    thisMachine,
    `There is no program in ${folder.name}: no file's name ends in .bpf.c.`,
    'Name the sources of BPF programs so, as libbpf does.',
  );

const leftAlone = (file: string, why: string): Failure =>
  describeFailure(
    'not-compile-commands',
    thisMachine,
    `${basename(file)} is there and holds something else. ${why} It was left alone.`,
    'Mend or remove it, then try again.',
    file,
  );
