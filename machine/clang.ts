/** Compiles a BPF program with the clang of this machine. */
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { failure, success, type Result } from '../core/result';
import { prepareCommand, type CompileRequest } from './clang-command';
import { parseClangDiagnostics, withAbsolutePaths, type ClangDiagnostic, type ClangNote } from './clang-diagnostics';
import { clangMissing, noBpfBackend, withoutDiagnostics, type CompileFailure } from './clang-failures';
import { cancelled, describeFailure, thisMachine } from './failure';
import { runProcess, type Exit, type Finished, type StartOptions } from './process';

export type { CompileRequest } from './clang-command';
export type { CompileFailure } from './clang-failures';

export interface Compiled {
  /** Absolute path of the object. */
  readonly object: string;
  /** Warnings. */
  readonly diagnostics: readonly ClangDiagnostic[];
  /** The program and its arguments, for the log. */
  readonly command: readonly string[];
  /** What clang wrote, with absolute paths. */
  readonly output: string;
  /** Things worth a line in the log: an unusable compile_commands.json. */
  readonly problems: readonly string[];
}

/** Tried in order: the distribution's choice, newest numbered ones, Homebrew's (Apple's clang has no BPF). 11 is Debian 11's. */
const usualClangs: readonly string[] = [
  'clang',
  ...Array.from({ length: 14 }, (_, index) => `clang-${24 - index}`),
  '/opt/homebrew/opt/llvm/bin/clang',
  '/usr/local/opt/llvm/bin/clang',
];

/** Texts of clang (`error: unknown target triple 'bpf'`) and of LLVM (`unable to create target: 'No available targets …`). */
const noBackend = /unknown target triple '?bpf|unable to create target: 'No available targets/;

/**
 * Compiles. Failure codes: `compile-failed` (diagnostics say why), `clang-missing`, `no-bpf-backend`, `clang-failed` (it
 * ended without a diagnostic), `output-failed`, `cancelled`.
 */
export async function compile(request: CompileRequest): Promise<Result<Compiled, CompileFailure>> {
  const prepared = await prepareCommand(request);
  if (!prepared.ok) return failure(withoutDiagnostics(prepared.error));
  const { options, directory, problems, release } = prepared.value;
  const run = await runClang(request, [...options, '-c', request.file, '-o', request.outFile], directory);
  await release();
  if (!run.ok) return run;
  return judge(request, { ...run.value, directory, problems });
}

export interface ClangRun {
  readonly command: readonly string[];
  readonly finished: Finished;
}

/** Runs the first clang that exists and does not say that it has no BPF. Failure codes: `clang-missing`, `no-bpf-backend`, `cancelled`. */
export async function runClang(
  { clangPath: chosen = '', signal }: Pick<CompileRequest, 'clangPath' | 'signal'>,
  clangArgumentList: readonly string[],
  directory: string,
): Promise<Result<ClangRun, CompileFailure>> {
  // Messages are read: not translated.
  const options: StartOptions = { directory, environment: { LC_ALL: 'C' }, ...(signal && { signal }) };
  let without: ClangRun | undefined;
  for (const program of chosen === '' ? usualClangs : [chosen]) {
    const finished = await runProcess(program, clangArgumentList, options);
    const command = [program, ...clangArgumentList];
    if (signal?.aborted === true) return failure({ ...cancelled(thisMachine), diagnostics: [], command });
    if (finished.startError !== undefined) continue;
    if (!noBackend.test(finished.stderr)) return success({ command, finished });
    without ??= { command, finished };
  }
  if (without === undefined) return failure(withoutDiagnostics(clangMissing(chosen)));
  const [program = 'clang'] = without.command;
  return failure({ ...noBpfBackend(program, without.finished.stderr), diagnostics: [], command: without.command });
}

export interface EndedRun {
  readonly command: readonly string[];
  readonly finished: Exit;
  readonly directory: string;
  readonly problems: readonly string[];
  /** The machine that clang ran on, where it was not this one. */
  readonly machine?: string;
}

/** What came of a run that should have written the request's object. */
export async function judge(
  request: Pick<CompileRequest, 'file' | 'outFile'>,
  { command, finished, directory, problems, machine = thisMachine }: EndedRun,
): Promise<Result<Compiled, CompileFailure>> {
  const diagnostics = parseClangDiagnostics(finished.stderr).map((diagnostic) => ({
    ...absolute(diagnostic, directory),
    notes: diagnostic.notes.map((note) => absolute(note, directory)),
  }));
  const output = withAbsolutePaths(finished.stderr, (file) => resolve(directory, file));
  const written = await stat(request.outFile).then(
    (found) => found.size > 0,
    () => false,
  );
  if (finished.code === 0 && written) {
    return success({ object: request.outFile, diagnostics, command, output, problems });
  }
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const name = basename(request.file);
  if (errors === 0) {
    const how = finished.code === undefined ? (finished.signal ?? 'signal') : `status ${finished.code}`;
    const message = `clang ended without an object for ${name} (${how}).`;
    return failure({
      ...describeFailure('clang-failed', machine, message, 'The log shows its output.', finished.stderr),
      diagnostics,
      command,
      output,
    });
  }
  const message = `${name} does not compile: ${errors === 1 ? '1 error' : `${errors} errors`}.`;
  return failure({
    ...describeFailure('compile-failed', machine, message, 'The Problems panel shows where.', finished.stderr),
    diagnostics,
    command,
    output,
  });
}

/** Clang names a header as it found it, which is relative where the flag was. Its own option for that shows links' targets. */
function absolute<T extends ClangNote>(place: T, directory: string): T {
  return place.file === undefined ? place : { ...place, file: resolve(directory, place.file) };
}
