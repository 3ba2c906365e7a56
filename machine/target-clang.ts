/**
 * Compiles a program with the clang of its target, where this machine's cannot: Apple's has no BPF.
 *
 * This machine's clang takes the includes in (`-E -frewrite-includes`, which needs no back end): the macros stay as they are, so
 * that clang on the target finds every token at the line and column where the author has it. Measured with clang 14: line
 * information is the same as that of a compilation here, where plain `-E` moves columns behind each macro.
 */
import { createReadStream } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fillLineText } from '../core/elf/line-text';
import { failure, success, type Result } from '../core/result';
import { ByteReader } from './byte-reader';
import { judge, runClang, type Compiled } from './clang';
import { prepareCommand, type CompileRequest } from './clang-command';
import { outputFailed, withoutDiagnostics, type CompileFailure } from './clang-failures';
import { cancelled, describeFailure, errorText, type Failure } from './failure';
import { clangMark, clangScript } from './scripts/clang';
import type { SshOptions } from './ssh';
import type { ReachableTarget } from './target';
import { classifyExit, startScript } from './transport';

export interface ElsewhereRequest extends CompileRequest {
  readonly target: ReachableTarget;
  readonly ssh: SshOptions;
}

/** Bytes. Objects of BPF programs have some ten to some hundred KB. */
const largestObject = 64 * 1024 * 1024;

/**
 * Compiles on the request's target, as the user who logs in there. Failure codes: those of `compile`, those of ssh, and
 * `target-clang-missing`, `target-no-bpf-backend`.
 */
export async function compileOnTarget(request: ElsewhereRequest): Promise<Result<Compiled, CompileFailure>> {
  const prepared = await prepareCommand(request);
  if (!prepared.ok) return failure(withoutDiagnostics(prepared.error));
  const { options, directory, problems, release } = prepared.value;
  const joined = `${request.outFile}.joined.c`;
  try {
    const local = ['-E', '-frewrite-includes', request.file, '-o', joined];
    const run = await runClang(request, [...options, ...local], directory);
    if (!run.ok) return run;
    const { command, finished } = run.value;
    if (finished.code !== 0) return await judge(request, { command, finished, directory, problems });
    const remote = await compileJoined(request, joined, remoteArguments(options, directory));
    if (!remote.ok) return failure(withoutDiagnostics(remote.error));
    const { object, exit, program } = remote.value;
    if (exit.code === 0) await writeFile(request.outFile, await withLineText(object, request, joined, directory));
    return await judge(request, {
      command: [`(${request.target.name})`, program, ...remoteArguments(options, directory)],
      finished: exit,
      directory,
      problems,
      machine: request.target.name,
    });
  } catch (thrown) {
    return failure(withoutDiagnostics(outputFailed(request.outFile, errorText(thrown))));
  } finally {
    await release();
    await rm(joined, { force: true }).catch(() => undefined);
  }
}

/** Flags whose files are taken in already, with their value in the next word; what else clang was told still matters. */
const takenIn = /^-(?:I|include|imacros|isystem|idirafter|iquote|iprefix|iwithprefix|isysroot|ivfsoverlay)$/;
const takenInJoined = /^-(?:I.|isystem.|idirafter.|iquote.|include.|imacros.)/;

function remoteArguments(options: readonly string[], directory: string): string[] {
  const kept: string[] = [];
  for (let at = 0; at < options.length; at += 1) {
    const word = options[at] ?? '';
    if (takenIn.test(word)) at += 1;
    else if (!takenInJoined.test(word)) kept.push(word);
  }
  // A crash would leave its report in /tmp. Relative names of headers count from where clang runs.
  const ours = ['-fno-crash-diagnostics', '-fdebug-compilation-dir', directory];
  return [...kept, ...ours, '-x', 'c', '-c', '-', '-o', '-'];
}

interface RemoteRun {
  readonly object: Buffer;
  readonly program: string;
  readonly exit: Awaited<ReturnType<typeof startScript>['exited']>;
}

async function compileJoined(
  { target, ssh, signal }: ElsewhereRequest,
  joined: string,
  clangArgumentList: readonly string[],
): Promise<Result<RemoteRun, Failure>> {
  const child = startScript(target, ssh, clangScript, clangArgumentList, signal ? { signal } : {});
  const source = createReadStream(joined);
  source.on('error', () => child.kill());
  source.pipe(child.stdin);
  const reader = new ByteReader(child.stdout);
  const program = await readProgram(reader);
  const content = await reader.readRest(largestObject);
  source.destroy();
  if (program === undefined || content.kind === 'too-long') child.kill();
  const exit = await child.exited;
  if (signal?.aborted === true) return failure(cancelled(target.name));
  if (program === undefined || exit.code === undefined || (target.kind === 'ssh' && exit.code === 255)) {
    return failure(classifyExit(target, ssh, exit, program !== undefined));
  }
  if (program.startsWith('problem ')) return failure(noClang(target.name, program));
  const object = content.kind === 'bytes' ? content.bytes : Buffer.alloc(0);
  return success({ object, program, exit });
}

async function readProgram(reader: ByteReader): Promise<string | undefined> {
  for (let noise = 0; noise < 1000; noise += 1) {
    const read = await reader.readLine(64 * 1024);
    if (read.kind === 'end') return undefined;
    const at = read.kind === 'line' ? read.line.indexOf(`${clangMark} `) : -1;
    if (read.kind === 'line' && at >= 0) return read.line.slice(at + clangMark.length + 1);
  }
  return undefined;
}

const noClang = (machine: string, problem: string): Failure =>
  problem.endsWith('missing')
    ? describeFailure(
        'target-clang-missing',
        machine,
        `There is no clang on ${machine} to compile with.`,
        "Install it there (Debian, Ubuntu: apt install clang), or install LLVM's own clang here (macOS: brew install llvm).",
      )
    : describeFailure(
        'target-no-bpf-backend',
        machine,
        `The clang on ${machine} cannot compile for BPF.`,
        "Install the distribution's own clang there, or LLVM's own clang here (macOS: brew install llvm).",
      );

/**
 * Clang on the target had no files to copy the lines from. Only of files that the preprocessor read here: the object is the
 * target's word, and goes back there.
 */
async function withLineText(
  object: Buffer,
  { file, text }: CompileRequest,
  joined: string,
  directory: string,
): Promise<Uint8Array> {
  const files = filesOf(await readFile(joined, 'latin1'), directory);
  const lines = new Map<string, readonly string[]>();
  for (const [name, path] of files) {
    const content = path === file && text !== undefined ? text : await readFile(path, 'utf8').catch(() => '');
    lines.set(name, content.split(/\r?\n/));
  }
  return fillLineText(object, (name, line) => lines.get(name)?.[line - 1]);
}

/** The files of line markers (`# 1 "/usr/include/x.h" 1 3`): as the object's line information names them, to their paths. */
function filesOf(joined: string, directory: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const [, quoted = ''] of joined.matchAll(/^# \d+ "((?:[^"\\\n]|\\.)+)"/gm)) {
    const name = Buffer.from(quoted.replace(/\\(.)/g, '$1'), 'latin1').toString('utf8');
    if (name.startsWith('<')) continue;
    const absolute = name.startsWith('/');
    files.set(absolute ? name : `${directory}/${name}`, absolute ? name : resolve(directory, name));
  }
  return files;
}
