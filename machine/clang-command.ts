/** Readies what clang needs to compile a program: its arguments, the folder it runs in, and the files they name. */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { failure, success, type Result } from '../core/result';
import { clangArguments } from './clang-arguments';
import { outputFailed } from './clang-failures';
import { readCompileFlags } from './compile-commands';
import { errorText, type Failure } from './failure';

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

export interface ClangCommand {
  /** What clang is told, without how it is to end: no `-c`, input or output. */
  readonly options: readonly string[];
  /** Where clang runs: relative paths in the options start here. */
  readonly directory: string;
  /** Things worth a line in the log: an unusable compile_commands.json. */
  readonly problems: readonly string[];
  /** Removes what only this run needed. Never rejects. */
  readonly release: () => Promise<void>;
}

/** Failure code: `output-failed`. */
export async function prepareCommand(request: CompileRequest): Promise<Result<ClangCommand, Failure>> {
  const folder = dirname(resolve(request.outFile));
  const files = await prepareFiles(request, folder);
  if (typeof files === 'string') return failure(outputFailed(folder, files));
  const { compileCommands, file } = request;
  const { flags, ...found } =
    compileCommands === undefined ? { flags: [] } : await readCompileFlags(compileCommands, file);
  const options = clangArguments({
    targetMachine: request.targetMachine,
    includeDirectories: request.includeDirectories,
    compileFlags: flags,
    extraArguments: request.extraArguments ?? [],
    ...files,
  });
  const directory = [found.directory, dirname(file)].find((path) => path !== undefined && existsSync(path)) ?? folder;
  return success({
    options,
    directory,
    problems: found.problem === undefined ? [] : [found.problem],
    release: async () => {
      for (const path of [files.overlay, files.overlayText]) {
        if (path !== undefined) await rm(path, { force: true }).catch(() => undefined);
      }
    },
  });
}

interface PreparedFiles {
  readonly compatDirectory: string;
  readonly overlay?: string;
  readonly overlayText?: string;
}

/** Makes the output's folder and what clang needs in it, or says why it cannot. */
async function prepareFiles(request: CompileRequest, folder: string): Promise<PreparedFiles | string> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rm(request.outFile, { force: true });
    const compatDirectory = await makeCompatDirectory(folder);
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

/** Makes, in `folder`, the stand-ins for headers that a machine without 32-bit libraries lacks. Rejects where it cannot write. */
export async function makeCompatDirectory(folder: string): Promise<string> {
  const directory = join(folder, 'compat');
  await mkdir(join(directory, 'gnu'), { recursive: true, mode: 0o700 });
  // glibc's <gnu/stubs.h> wants this for every target that is not x86-64, as <stdint.h> does through <features.h>.
  await writeFile(join(directory, 'gnu', 'stubs-32.h'), '');
  return directory;
}
