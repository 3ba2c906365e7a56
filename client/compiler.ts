/** Compiles a source for a machine, and shows what clang says. */
import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { failure, type Result } from '../core/result';
import { describeFailure, thisMachine } from '../machine/failure';
import { compile, type Compiled, type CompileFailure } from '../machine/clang';
import { findCompileCommands } from '../machine/compile-commands';
import { shippedHeaders } from '../machine/clang-arguments';
import type { ClangProblems } from './problems';
import { readClangArguments, readClangPath } from './settings';

export class Compiler {
  /** Objects go below `storage`, a folder of the extension's; headers ship in `extensionPath`. */
  constructor(
    private readonly extensionPath: string,
    private readonly storage: string,
    private readonly problems: ClangProblems,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Saves the document first: the object's line information must be that of the file on disk. `machine` is `uname -m`. */
  async compile(
    document: vscode.TextDocument,
    machine: string,
    signal?: AbortSignal,
  ): Promise<Result<Compiled, CompileFailure>> {
    const file = document.uri.fsPath;
    if (document.isDirty && !(await document.save())) return failure(notSaved(file));
    const clangPath = readClangPath();
    const root = vscode.workspace.getWorkspaceFolder(document.uri)?.uri.fsPath;
    const compileCommands = await findCompileCommands(file, root);
    const result = await compile({
      file,
      outFile: this.objectPath(file, machine),
      targetMachine: machine,
      includeDirectories: shippedHeaders(join(this.extensionPath, 'dist', 'headers'), machine),
      extraArguments: readClangArguments(document.uri),
      ...(clangPath && { clangPath }),
      ...(compileCommands && { compileCommands }),
      ...(signal && { signal }),
    });
    const { command, diagnostics } = result.ok ? result.value : result.error;
    this.log.info(command.join(' '));
    for (const problem of result.ok ? result.value.problems : []) this.log.warn(problem);
    await this.problems.show(document.uri, diagnostics);
    return result;
  }

  private objectPath(file: string, machine: string): string {
    const hash = createHash('sha256').update(`${file}\n${machine}`).digest('hex').slice(0, 16);
    return join(this.storage, 'objects', hash, basename(file).replace(/\.c$/, '') + '.o');
  }
}

const notSaved = (file: string): CompileFailure => ({
  ...describeFailure(
    'not-saved',
    thisMachine,
    `${basename(file)} could not be saved, so that what is on disk is not what is in the editor.`,
    'Save it by hand, then try again.',
  ),
  diagnostics: [],
  command: [],
});
