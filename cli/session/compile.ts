/** From a source, or an object that was made elsewhere, to the object's bytes. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { failure, success, type Result } from '../../core/result';
import { shippedHeaders } from '../../machine/clang-arguments';
import type { ClangDiagnostic, ClangNote } from '../../machine/clang-diagnostics';
import { compileWhere } from '../../machine/clang-where';
import { findCompileCommands } from '../../machine/compile-commands';
import { describeFailure, errorText, thisMachine, type Failure } from '../../machine/failure';
import type { ReachableTarget } from '../../machine/target';
import type { Context } from '../command';
import { painter, printable } from '../colour';
import { displayPath } from '../paths';
import type { MachineAccess } from '../targets/captures';

export interface Compilation {
  readonly target: ReachableTarget;
  /** `uname -m` of the target. */
  readonly machine: string;
  /** The program for clang; the usual ones where it is absent. */
  readonly clang: string | undefined;
}

/** `file` is C, or an object file whose name ends in `.o`. Clang's warnings and errors are printed as it has them. */
export async function objectOf(
  file: string,
  compilation: Compilation,
  access: MachineAccess,
  context: Context,
): Promise<Result<Buffer, Failure>> {
  if (!file.endsWith('.o')) return inFolder((folder) => compiled(resolve(file), folder, compilation, access, context));
  try {
    return success(await readFile(file));
  } catch (error) {
    return failure(unreadable(file, error));
  }
}

/** The same of a text. `name` is that of its file, while it is compiled. */
export async function objectOfText(
  name: string,
  text: string,
  compilation: Compilation,
  access: MachineAccess,
  context: Context,
): Promise<Result<Buffer, Failure>> {
  return inFolder(async (folder) => {
    const file = join(folder, name);
    await writeFile(file, text);
    return compiled(file, folder, compilation, access, context);
  });
}

async function compiled(
  file: string,
  folder: string,
  { target, machine, clang }: Compilation,
  { io, terminal }: MachineAccess,
  { installation }: Context,
): Promise<Result<Buffer, Failure>> {
  const compileCommands = await findCompileCommands(file);
  const request = {
    file,
    outFile: join(folder, 'out', `${basename(file).replace(/\.c$/, '')}.o`),
    targetMachine: machine,
    includeDirectories: shippedHeaders(join(installation, 'dist', 'headers'), machine),
    ...(clang !== undefined && { clangPath: clang }),
    ...(compileCommands !== undefined && { compileCommands }),
    ...(io.signal && { signal: io.signal }),
  };
  const result = await compileWhere('auto', request, () => Promise.resolve({ target, ssh: io.ssh }));
  const { diagnostics } = result.ok ? result.value : result.error;
  const paint = painter(terminal.colours.error);
  for (const diagnostic of diagnostics) {
    const word = paint(diagnostic.severity === 'error' ? 'red' : 'magenta', `${diagnostic.severity}:`);
    terminal.text([line(diagnostic, word), ...diagnostic.notes.map((note) => line(note, paint('cyan', 'note:')))]);
  }
  if (!result.ok) return result;
  for (const problem of result.value.problems) terminal.note(problem);
  return success(await readFile(result.value.object));
}

function line(said: ClangNote & Partial<Pick<ClangDiagnostic, 'flag'>>, word: string): string {
  const flag = said.flag === undefined ? '' : ` [${said.flag}]`;
  const numbers = [said.line, said.column].filter((number) => number !== undefined).map((number) => `:${number}`);
  const place = said.file === undefined ? '' : `${printable(displayPath(said.file))}${numbers.join('')}: `;
  return `${place}${word} ${printable(said.text + flag)}`;
}

/** A folder of ours alone, for as long as the work takes. */
async function inFolder<T>(work: (folder: string) => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> {
  let folder: string;
  try {
    folder = await mkdtemp(join(tmpdir(), 'bpf-tracepoints-'));
  } catch (error) {
    return failure(unreadable(tmpdir(), error));
  }
  try {
    return await work(folder);
  } catch (error) {
    return failure(unreadable(folder, error));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const unreadable = (path: string, error: unknown): Failure =>
  describeFailure(
    'unreadable',
    thisMachine,
    `${path} cannot be used: ${errorText(error)}.`,
    'Check its name and rights.',
  );
