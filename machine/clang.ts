/** Compiles a BPF program with the clang of this machine. */
import { existsSync } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { failure, success, type Result } from '../core/result';
import { clangArguments } from './clang-arguments';
import { parseClangDiagnostics, type ClangDiagnostic, type ClangNote } from './clang-diagnostics';
import { readCompileFlags } from './compile-commands';
import { cancelled, describeFailure, errorText, thisMachine, type Failure } from './failure';
import { runProcess, type Finished, type StartOptions } from './process';

export interface CompileRequest {
  /** Absolute path of the source. */
  readonly file: string;
  /** Unsaved text that stands for the file's. */
  readonly text?: string;
  /** Absolute path of the object, in a folder of the caller's that nobody else writes to; never next to the source. */
  readonly outFile: string;
  /** Setting `bpfTracepoints.clang.path`; empty as absent. */
  readonly clangPath?: string;
  readonly extraArguments?: readonly string[];
  /** `uname -m` of the target: `x86_64`, `aarch64`. */
  readonly targetMachine: string;
  /** Folders with libbpf's and the kernel's headers, searched after the machine's own (`shippedHeaders`). */
  readonly includeDirectories: readonly string[];
  /** Path of a compile_commands.json (`findCompileCommands`). */
  readonly compileCommands?: string;
  readonly signal?: AbortSignal;
}

export interface Compiled {
  /** Absolute path of the object. */
  readonly object: string;
  /** Warnings. */
  readonly diagnostics: readonly ClangDiagnostic[];
  /** The program and its arguments, for the log. */
  readonly command: readonly string[];
  /** Things worth a line in the log: an unusable compile_commands.json. */
  readonly problems: readonly string[];
}

export interface CompileFailure extends Failure {
  readonly diagnostics: readonly ClangDiagnostic[];
  readonly command: readonly string[];
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
  const folder = dirname(resolve(request.outFile));
  const prepared = await prepare(request, folder);
  if (typeof prepared === 'string') return failure(withoutDiagnostics(outputFailed(folder, prepared)));
  const flags =
    request.compileCommands === undefined
      ? { flags: [] }
      : await readCompileFlags(request.compileCommands, request.file);
  const clangArgumentList = clangArguments({
    file: request.file,
    outFile: request.outFile,
    targetMachine: request.targetMachine,
    includeDirectories: request.includeDirectories,
    compileFlags: flags.flags,
    extraArguments: request.extraArguments ?? [],
    ...prepared,
  });
  const directory =
    [flags.directory, dirname(request.file)].find((path) => path !== undefined && existsSync(path)) ?? folder;
  const run = await runFirstClang(request, clangArgumentList, {
    directory,
    // Messages are read: not translated.
    environment: { LC_ALL: 'C' },
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
  await removeOverlay(prepared);
  if (!run.ok) return run;
  return judge(request, run.value, directory, flags.problem === undefined ? [] : [flags.problem]);
}

interface Prepared {
  readonly compatDirectory: string;
  readonly overlay?: string;
  readonly overlayText?: string;
}

/** Makes the output's folder and what clang needs in it, or says why it cannot. */
async function prepare(request: CompileRequest, folder: string): Promise<Prepared | string> {
  const compatDirectory = join(folder, 'compat');
  try {
    await mkdir(join(compatDirectory, 'gnu'), { recursive: true, mode: 0o700 });
    await rm(request.outFile, { force: true });
    // glibc's <gnu/stubs.h> wants this for every target that is not x86-64, as <stdint.h> does through <features.h>.
    await writeFile(join(compatDirectory, 'gnu', 'stubs-32.h'), '');
    if (request.text === undefined) return { compatDirectory };
    const overlay = `${request.outFile}.overlay.yaml`;
    const overlayText = `${request.outFile}.text.c`;
    await writeFile(overlayText, request.text, { mode: 0o600 });
    const root = { type: 'file', name: request.file, 'external-contents': overlayText };
    // YAML reads JSON. The names stay the file's own, in diagnostics and in the object's line information.
    await writeFile(overlay, JSON.stringify({ version: 0, 'use-external-names': false, roots: [root] }), {
      mode: 0o600,
    });
    return { compatDirectory, overlay, overlayText };
  } catch (thrown) {
    return errorText(thrown);
  }
}

async function removeOverlay({ overlay, overlayText }: Prepared): Promise<void> {
  for (const file of [overlay, overlayText]) {
    if (file !== undefined) await rm(file, { force: true }).catch(() => undefined);
  }
}

interface ClangRun {
  readonly command: readonly string[];
  readonly finished: Finished;
}

/** The first clang that exists and can compile for BPF. */
async function runFirstClang(
  request: CompileRequest,
  clangArgumentList: readonly string[],
  options: StartOptions,
): Promise<Result<ClangRun, CompileFailure>> {
  const chosen = request.clangPath ?? '';
  let without: ClangRun | undefined;
  for (const program of chosen === '' ? usualClangs : [chosen]) {
    const finished = await runProcess(program, clangArgumentList, options);
    const command = [program, ...clangArgumentList];
    if (request.signal?.aborted === true) return failure({ ...cancelled(thisMachine), diagnostics: [], command });
    if (finished.startError !== undefined) continue;
    if (!noBackend.test(finished.stderr)) return success({ command, finished });
    without ??= { command, finished };
  }
  if (without === undefined) return failure(withoutDiagnostics(clangMissing(chosen)));
  const [program = 'clang'] = without.command;
  return failure({ ...noBpfBackend(program, without.finished.stderr), diagnostics: [], command: without.command });
}

async function judge(
  request: CompileRequest,
  { command, finished }: ClangRun,
  directory: string,
  problems: readonly string[],
): Promise<Result<Compiled, CompileFailure>> {
  const diagnostics = parseClangDiagnostics(finished.stderr).map((diagnostic) => ({
    ...absolute(diagnostic, directory),
    notes: diagnostic.notes.map((note) => absolute(note, directory)),
  }));
  const written = await stat(request.outFile).then(
    (found) => found.size > 0,
    () => false,
  );
  if (finished.code === 0 && written) return success({ object: request.outFile, diagnostics, command, problems });
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const name = basename(request.file);
  if (errors === 0) {
    const how = finished.code === undefined ? (finished.signal ?? 'signal') : `status ${finished.code}`;
    const message = `clang ended without an object for ${name} (${how}).`;
    return failure({
      ...describeFailure('clang-failed', thisMachine, message, 'The log shows its output.', finished.stderr),
      diagnostics,
      command,
    });
  }
  const message = `${name} does not compile: ${errors === 1 ? '1 error' : `${errors} errors`}.`;
  return failure({
    ...describeFailure('compile-failed', thisMachine, message, 'The Problems panel shows where.', finished.stderr),
    diagnostics,
    command,
  });
}

/** Clang names a header as it found it, which is relative where the flag was. Its own option for that shows links' targets. */
function absolute<T extends ClangNote>(place: T, directory: string): T {
  return place.file === undefined ? place : { ...place, file: resolve(directory, place.file) };
}

const withoutDiagnostics = (why: Failure): CompileFailure => ({ ...why, diagnostics: [], command: [] });

function clangMissing(chosen: string): Failure {
  return chosen === ''
    ? describeFailure(
        'clang-missing',
        thisMachine,
        'There is no clang on this machine.',
        'Install it (Debian, Ubuntu: apt install clang; macOS: brew install llvm), or set bpfTracepoints.clang.path.',
      )
    : describeFailure(
        'clang-missing',
        thisMachine,
        `The clang of the settings cannot be started: ${chosen}`,
        'Correct bpfTracepoints.clang.path, or empty it to use the clang on the PATH.',
      );
}

const noBpfBackend = (program: string, stderr: string): Failure =>
  describeFailure(
    'no-bpf-backend',
    thisMachine,
    `${program} cannot compile for BPF: it was built without that back end, as Apple's clang is.`,
    "Install LLVM's own clang (macOS: brew install llvm; Debian, Ubuntu: apt install clang), or set bpfTracepoints.clang.path.",
    stderr,
  );

const outputFailed = (folder: string, reason: string): Failure =>
  describeFailure(
    'output-failed',
    thisMachine,
    `The object cannot be written to ${folder}.`,
    'Check that the folder can be written to and has room.',
    reason,
  );
