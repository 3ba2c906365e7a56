/** Runs one of our scripts as root on a target: directly, by sudo without a password, or by sudo with one. */
import { randomBytes } from 'node:crypto';
import type { Writable } from 'node:stream';
import { failure, success, type Result } from '../core/result';
import { ByteReader } from './byte-reader';
import { cancelled, describeFailure, type Failure } from './failure';
import { isWay, type AskPassword, type PasswordStore, type Way } from './passwords';
import type { Exit, RunningProcess } from './process';
import { elevateScript, markedWord } from './scripts/elevate';
import type { SshOptions } from './ssh';
import { classifySudoFailure, noSudo } from './sudo-failures';
import { PasswordDialogue } from './password-dialogue';
import type { ReachableTarget } from './target';
import { classifyExit, startScript } from './transport';

/** What work on a machine needs from outside. */
export interface MachineIo {
  readonly ssh: SshOptions;
  readonly passwords: PasswordStore;
  readonly askPassword: AskPassword;
  /** Ends the work: ssh is killed, which ends the remote side too. */
  readonly signal?: AbortSignal;
}

export interface PrivilegedRequest {
  /** POSIX sh, a constant of ours. It must say something before it expects anything on stdin. */
  readonly script: string;
  readonly arguments?: readonly string[];
  /** Shell code run as the user: succeeds where root is not needed, exits 3 after it has said why nothing makes sense. */
  readonly unless?: string;
}

/** The script, running with the privilege it needs. Its stdin and stdout are its own from here on. */
export interface PrivilegedProcess {
  readonly stdin: Writable;
  readonly output: ByteReader;
  /** Never rejects. */
  readonly exited: Promise<Exit>;
  /** The failure behind an exit that the script did not explain. */
  readonly explain: (exit: Exit) => Failure;
  readonly kill: () => void;
}

/** Longest line a login shell's start-up files may print before our own first one. */
const longestNoise = 64 * 1024;

/** Says that what the `unless` code found makes both ways senseless: the word it printed. */
export interface Pointless {
  readonly word: string;
}

/**
 * Starts the script and resolves when it runs. A word that `unless` said before it gave up comes back as `Pointless`. Failure
 * codes: those of ssh (ssh-failures.ts), `no-sudo`, `not-permitted`, `wrong-password`, `sudo-needs-terminal`, `sudo-failed`,
 * `cancelled`, `script-failed`.
 */
export async function startPrivileged(
  target: ReachableTarget,
  request: PrivilegedRequest,
  io: MachineIo,
): Promise<Result<PrivilegedProcess | Pointless, Failure>> {
  const way = io.passwords.way(target);
  const started = await startByWay(target, request, io, way);
  if (started.ok || way !== 'sudo' || !started.error.code.startsWith('sudo-')) return started;
  // sudo asks for a password by now.
  io.passwords.keepWay(target, undefined);
  return startByWay(target, request, io, undefined);
}

async function startByWay(
  target: ReachableTarget,
  request: PrivilegedRequest,
  io: MachineIo,
  way: Way | undefined,
): Promise<Result<PrivilegedProcess | Pointless, Failure>> {
  if (io.signal?.aborted === true) return failure(cancelled(target.name));
  const mark = randomBytes(8).toString('hex');
  const script = Buffer.from(request.script, 'utf8');
  const child = startScript(
    target,
    io.ssh,
    elevateScript,
    [
      ...[mark, request.unless ?? 'false', way ?? '', String(script.length), request.script],
      ...(request.arguments ?? []),
    ],
    io.signal === undefined ? {} : { signal: io.signal },
  );
  // sudo that asks for nothing leaves standard input to the script: a round trip less than waiting for its word.
  const isSent = way === 'sudo' && request.unless === undefined;
  if (isSent) child.stdin.write(script);
  const dialogue = new PasswordDialogue(target, mark, child, io);
  const output = new ByteReader(child.stdout);
  const begun = await awaitBegin(mark, output);
  if (begun.kind === 'begin') {
    dialogue.succeeded();
    if (begun.way !== undefined) io.passwords.keepWay(target, begun.way);
    if (begun.sendScript && !isSent) child.stdin.write(script);
    return success(privilegedProcess(target, io, child, output));
  }
  if (begun.kind === 'word') {
    child.kill();
    return begun.word === 'no-sudo' ? failure(noSudo(target.name)) : success({ word: begun.word });
  }
  const exit = await child.exited;
  return failure(startFailure(target, io, exit, dialogue, begun.sudo));
}

type Begun =
  /** The script runs, or waits to be sent; `way` is how root was become, undefined where it was not. */
  | { readonly kind: 'begin'; readonly way: Way | undefined; readonly sendScript: boolean }
  | { readonly kind: 'word'; readonly word: string }
  /** Stdout ended; `sudo` is whether sudo had been started. */
  | { readonly kind: 'end'; readonly sudo: boolean };

async function awaitBegin(mark: string, output: ByteReader): Promise<Begun> {
  let way: Way | undefined;
  for (;;) {
    const read = await output.readLine(longestNoise);
    if (read.kind === 'end') return { kind: 'end', sudo: way === 'sudo' || way === 'password' };
    const word = read.kind === 'line' ? markedWord(mark, read.line) : undefined;
    if (word === 'begin' || word === 'here') return { kind: 'begin', way, sendScript: word === 'begin' };
    if (word !== undefined && isWay(word)) way = word;
    else if (word !== undefined) return { kind: 'word', word };
  }
}

function startFailure(
  target: ReachableTarget,
  io: MachineIo,
  exit: Exit,
  dialogue: PasswordDialogue,
  sudo: boolean,
): Failure {
  if (io.signal?.aborted === true || dialogue.dismissed) return cancelled(target.name);
  if (dialogue.exhausted) return classifySudoFailure(target.name, 'incorrect password attempt', true);
  const remoteEnded = exit.code !== undefined && !(target.kind === 'ssh' && exit.code === 255);
  if (!sudo || !remoteEnded) return classifyExit(target, io.ssh, exit, sudo);
  dialogue.failed();
  return classifySudoFailure(target.name, dialogue.withoutPrompts(exit.stderr), dialogue.asked);
}

function privilegedProcess(
  target: ReachableTarget,
  io: MachineIo,
  child: RunningProcess,
  output: ByteReader,
): PrivilegedProcess {
  return {
    stdin: child.stdin,
    output,
    exited: child.exited,
    explain: (exit) =>
      io.signal?.aborted === true ? cancelled(target.name) : classifyExit(target, io.ssh, exit, true),
    kill: child.kill,
  };
}

/** The script of a request without `unless` cannot be pointless; this is what it would be called if it were. */
export function unexpectedWord(target: ReachableTarget, word: string): Failure {
  return describeFailure(
    'script-failed',
    target.name,
    `The commands of the extension ended unexpectedly on ${target.name}.`,
    'The log shows what was said.',
    word,
  );
}
