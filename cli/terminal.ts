/** The streams of the process: what a command says and where, and what ends it early. */
import { printable } from './colour';
import { Exit, type Complaint } from './exit';

export interface Terminal {
  /** Aborts on Ctrl-C, and when nobody reads standard output any more. */
  readonly signal: AbortSignal;
  /** Whether a person reads standard output. */
  readonly outIsTerminal: boolean;
  /** Whether text of standard output, of standard error, may have colours. */
  readonly colours: { readonly out: boolean; readonly error: boolean };
  out(text: string | Uint8Array): void;
  /** One remark, a line or more, to standard error; what would command a terminal is escaped, here and in complaints. */
  note(text: string): void;
  /** Lines to standard error as they are, such as a compiler's. */
  text(lines: readonly string[]): void;
  complain(complaint: Complaint): void;
}

export const NAME = 'bpf-tracepoints';

/** The terminal that this process has. `end` sets the exit status; what is still being written is written. */
export function processTerminal(): Terminal & { readonly end: (status: number) => void } {
  const { stdout, stderr, env } = process;
  const stopped = new AbortController();
  let gone = false;
  let unwritten: string | undefined;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    gone = true;
    // The reader has had enough, as `head` has: no error.
    if (error.code !== 'EPIPE') unwritten ??= error.message;
    stopped.abort();
  });
  // A person who has closed the terminal reads no remarks.
  stderr.on('error', () => undefined);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      // Who asks twice does not want to wait: what runs on a target ends there by itself.
      if (stopped.signal.aborted) process.exit(Exit.interrupted);
      stopped.abort();
    });
  }
  const note = (text: string): void => void stderr.write(`${NAME}: ${printable(text)}\n`);
  return {
    signal: stopped.signal,
    outIsTerminal: stdout.isTTY,
    colours: { out: mayColour(stdout, env), error: mayColour(stderr, env) },
    out(text) {
      if (!gone) stdout.write(text);
    },
    note,
    text: (lines) => void stderr.write(lines.map((line) => `${line}\n`).join('')),
    complain({ message, advice }) {
      note(advice === undefined ? message : `${message}\n  ${advice}`);
    },
    end(status) {
      // Connections that go on in the background would keep the process: it ends once all is written, and its errors are told.
      stdout.write('', () =>
        setImmediate(() => {
          if (unwritten !== undefined) note(`standard output cannot be written to: ${unwritten}`);
          process.exit(unwritten === undefined ? status : Exit.failed);
        }),
      );
    },
  };
}

/** https://no-color.org: set and not empty. */
function mayColour(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}
