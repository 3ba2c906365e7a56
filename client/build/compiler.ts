/** Compiles a source for a machine, and shows what clang says. */
import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { failure, type Result } from '../../core/result';
import type { Compiled, CompileFailure } from '../../machine/clang';
import { clangArguments, shippedHeaders } from '../../machine/clang-arguments';
import type { CompileRequest } from '../../machine/clang-command';
import { compileWhere, type Elsewhere } from '../../machine/clang-where';
import { findCompileCommands, readCompileFlags } from '../../machine/compile-commands';
import { describeFailure, thisMachine } from '../../machine/failure';
import type { ReachableTarget } from '../../machine/target';
import type { Consent } from '../targets/consent';
import type { MachineAccess } from '../targets/machine-io';
import type { ClangProblems } from './problems';
import { readClangArguments, readClangPath, readClangWhere } from '../settings';
import { stableHeaders } from './stable-headers';
import type { Targets } from '../targets/targets';

export interface CompilerParts {
  readonly extensionPath: string;
  /** Of the extension. */
  readonly version: string;
  /** A folder of the extension's; objects go below it. */
  readonly storage: string;
  readonly problems: ClangProblems;
  readonly targets: Targets;
  readonly access: MachineAccess;
  readonly consent: Consent;
  readonly log: vscode.LogOutputChannel;
}

export interface ProjectCommand {
  /** The clang of the settings. */
  readonly compiler: string;
  /** As `ClangCommand.options`. */
  readonly options: readonly string[];
  readonly directory: string;
}

/** `uname -m` of this machine, for a compilation that is for no known target. */
const THIS_ARCHITECTURE = process.arch === 'arm64' ? 'aarch64' : 'x86_64';

export class Compiler {
  constructor(private readonly parts: CompilerParts) {}

  /**
   * Saves the document first: the object's line information must be that of the file on disk. `machine` is `uname -m`; `target`
   * is who compiles where this machine cannot, the active one unless told.
   */
  async compile(
    document: vscode.TextDocument,
    machine: string,
    signal?: AbortSignal,
    target = this.parts.targets.activeMachine(),
  ): Promise<Result<Compiled, CompileFailure>> {
    if (document.isDirty && !(await document.save())) return failure(notSaved(document.uri.fsPath));
    return this.compileFile(document.uri, machine, signal, target);
  }

  /** As `compile`, of the file as it is on disk. */
  async compileFile(
    file: vscode.Uri,
    machine: string,
    signal: AbortSignal | undefined,
    target: ReachableTarget | undefined,
  ): Promise<Result<Compiled, CompileFailure>> {
    const { access, consent, log, problems } = this.parts;
    const request = { ...(await this.request(file, machine)), ...(signal && { signal }) };
    const elsewhere = async (): Promise<Elsewhere | undefined> =>
      target && (await consent.toContact(target)) ? { target, ssh: await access.ssh() } : undefined;
    const result = await compileWhere(readClangWhere(), request, elsewhere);
    const { command, diagnostics } = result.ok ? result.value : result.error;
    log.info(command.join(' '));
    for (const problem of result.ok ? result.value.problems : []) log.warn(problem);
    await problems.show(file, diagnostics);
    return result;
  }

  /** What is compiled, and how, for a machine (`uname -m`). */
  async request(file: vscode.Uri, machine: string): Promise<CompileRequest> {
    const { extensionPath } = this.parts;
    const clangPath = readClangPath();
    const root = vscode.workspace.getWorkspaceFolder(file)?.uri.fsPath;
    const compileCommands = await findCompileCommands(file.fsPath, root);
    return {
      file: file.fsPath,
      outFile: this.objectPath(file.fsPath, machine),
      targetMachine: machine,
      includeDirectories: shippedHeaders(join(extensionPath, 'dist', 'headers'), machine),
      extraArguments: readClangArguments(file),
      ...(clangPath && { clangPath }),
      ...(compileCommands && { compileCommands }),
    };
  }

  /**
   * How the active target's programs are compiled, for files of a project: with headers in a folder that outlives updates, and
   * with the flags of compile_commands.json for `source` unless `own` is false. Rejects where that folder cannot be written to.
   */
  async projectCommand(source: vscode.Uri, own = true): Promise<ProjectCommand> {
    const { extensionPath, storage, version } = this.parts;
    const {
      file,
      targetMachine,
      extraArguments = [],
      clangPath,
      compileCommands,
    } = await this.request(source, this.machineOf());
    const { directory: headers, compatDirectory } = await stableHeaders(extensionPath, storage, version);
    const known = own && compileCommands !== undefined ? await readCompileFlags(compileCommands, file) : { flags: [] };
    const options = clangArguments({
      targetMachine,
      includeDirectories: shippedHeaders(headers, targetMachine),
      compileFlags: known.flags,
      extraArguments,
      compatDirectory,
    });
    return { compiler: clangPath ?? 'clang', options, directory: known.directory ?? dirname(file) };
  }

  /** `uname -m` of a target as its capture tells it; this machine's where that is not known. */
  machineOf(target = this.parts.targets.active()): string {
    return (target && this.parts.targets.captureOf(target)?.machine) ?? THIS_ARCHITECTURE;
  }

  private objectPath(file: string, machine: string): string {
    const hash = createHash('sha256').update(`${file}\n${machine}`).digest('hex').slice(0, 16);
    return join(this.parts.storage, 'objects', hash, basename(file).replace(/\.c$/, '') + '.o');
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
