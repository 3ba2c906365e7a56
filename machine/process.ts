/** Starts programs of this machine without a shell, and says how they ended. Nothing here throws for outside reasons. */
import { spawn, type ChildProcess } from 'node:child_process';
import { Readable, Writable } from 'node:stream';

export interface Exit {
  /** Exit status, or undefined where a signal ended it or it never started. */
  readonly code?: number;
  readonly signal?: string;
  /** `ENOENT` and the like, where the program could not be started. */
  readonly startError?: string;
  /** The start and the end of what the program wrote to stderr. */
  readonly stderr: string;
}

export interface RunningProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Each piece of stderr as it comes. One listener; set before the first piece can come. */
  readonly onStderr: (listener: (text: string) => void) => void;
  /** Never rejects. Does not wait for stdout to be read. */
  readonly exited: Promise<Exit>;
  readonly kill: () => void;
}

export interface StartOptions {
  readonly signal?: AbortSignal;
  readonly directory?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** In a process group of its own: what a terminal sends its group, as at Ctrl-C, does not reach it. */
  readonly apart?: boolean;
}

/** Bytes of stderr kept from its start, and again from its end: the first error and the last word matter. */
const stderrKept = 64 * 1024;
/** How long stderr is awaited after the exit: a background ssh master of old OpenSSH (< 8.5) keeps it open. */
const stderrGrace = 300;
/** How long a process may take to end on SIGTERM. */
const killGrace = 2000;

/** Starts `program`. A program that cannot be started is one that exited with `startError`. */
export function startProcess(
  program: string,
  programArguments: readonly string[],
  options: StartOptions = {},
): RunningProcess {
  let child: ChildProcess;
  try {
    child = spawn(program, [...programArguments], {
      stdio: 'pipe',
      windowsHide: true,
      ...(options.directory === undefined ? {} : { cwd: options.directory }),
      ...(options.apart === true && process.platform !== 'win32' ? { detached: true } : {}),
      ...(options.environment === undefined ? {} : { env: { ...process.env, ...options.environment } }),
    });
  } catch (thrown) {
    // For instance a NUL in an argument.
    return neverStarted((thrown as NodeJS.ErrnoException).code ?? 'EINVAL');
  }
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) return neverStarted('EINVAL');
  // A process that went away makes EPIPE; its exit says what happened.
  stdin.on('error', () => undefined);
  stdout.on('error', () => undefined);
  const errors = collectStderr(stderr);
  const kill = (): void => endProcess(child, stdin);
  const abort = (): void => kill();
  options.signal?.addEventListener('abort', abort, { once: true });
  if (options.signal?.aborted === true) kill();
  const exited = awaitExit(child, stderr, errors.text).finally(() =>
    options.signal?.removeEventListener('abort', abort),
  );
  return { stdin, stdout, onStderr: errors.listen, exited, kill };
}

function collectStderr(stream: Readable): { text: () => string; listen: (listener: (text: string) => void) => void } {
  let head = '';
  let tail = '';
  let listener: ((text: string) => void) | undefined;
  stream.setEncoding('utf8');
  stream.on('error', () => undefined);
  stream.on('data', (chunk: string) => {
    const room = stderrKept - head.length;
    head += chunk.slice(0, Math.max(0, room));
    tail = (tail + chunk.slice(Math.max(0, room))).slice(-stderrKept);
    listener?.(chunk);
  });
  return {
    text: () => head + tail,
    listen: (next) => {
      listener = next;
    },
  };
}

function awaitExit(child: ChildProcess, stderr: Readable, text: () => string): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      // Also emitted for a kill that failed, when the process did start.
      if (child.pid === undefined) resolve({ startError: error.code ?? error.message, stderr: text() });
    });
    child.once('exit', (code, signal) => {
      const finish = (): void => {
        clearTimeout(timer);
        stderr.destroy();
        resolve({
          stderr: text(),
          ...(code === null ? {} : { code }),
          ...(signal === null ? {} : { signal }),
        });
      };
      const timer = setTimeout(finish, stderrGrace);
      if (stderr.readableEnded || stderr.destroyed) finish();
      else stderr.once('close', finish);
    });
  });
}

/** Closes stdin as well: what runs under sudo on this machine cannot be signalled by its user, but reads stdin's end. */
function endProcess(child: ChildProcess, stdin: Writable): void {
  stdin.destroy();
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    child.stdout?.destroy();
  }, killGrace);
  timer.unref();
  child.once('exit', () => clearTimeout(timer));
}

function neverStarted(startError: string): RunningProcess {
  return {
    stdin: new Writable({ write: (_chunk, _encoding, done) => done() }),
    stdout: Readable.from([]),
    onStderr: () => undefined,
    exited: Promise.resolve({ startError, stderr: '' }),
    kill: () => undefined,
  };
}

export interface Finished extends Exit {
  readonly stdout: string;
}

/** Runs a program to its end with no input. Output past `maxBytes` is cut. */
export async function runProcess(
  program: string,
  programArguments: readonly string[],
  options: StartOptions & { readonly maxBytes?: number } = {},
): Promise<Finished> {
  const child = startProcess(program, programArguments, options);
  child.stdin.end();
  const limit = options.maxBytes ?? 1024 * 1024;
  const parts: Buffer[] = [];
  let size = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    if (size < limit) parts.push(chunk.subarray(0, limit - size));
    size += chunk.length;
  });
  const ended = new Promise<void>((resolve) => {
    child.stdout.once('close', resolve);
    if (child.stdout.destroyed) resolve();
  });
  const exit = await child.exited;
  if (exit.startError === undefined) await ended;
  return { ...exit, stdout: Buffer.concat(parts).toString('utf8') };
}
