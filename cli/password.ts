/** Asks for sudo's password on the terminal that the person sits at, wherever standard input and output go. */
import { openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ReadStream, WriteStream } from 'node:tty';
import { Writable } from 'node:stream';
import type { AskPassword } from '../machine/passwords';

/** Undefined where there is no terminal, on Ctrl-C, and at the end of input. What is typed is not shown. */
export const askOnTerminal: AskPassword = async (machine, attempt, unneeded) => {
  const terminal = openTerminal();
  if (terminal === undefined) {
    process.stderr.write(
      `bpf-tracepoints: sudo on ${machine} wants a password, and there is no terminal to ask on.\n  Run this in a terminal, log in as root, or allow sudo without a password there.\n`,
    );
    return undefined;
  }
  const { input, output, close } = terminal;
  const again = attempt > 1 ? 'That was wrong. ' : '';
  // Typed characters are echoed to an output that shows nothing; a line can be edited all the same.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: silent, terminal: true });
  // The terminal echoes nothing from here on, so that now it may be asked.
  output.write(`${again}Password for sudo on ${machine}: `);
  try {
    return await new Promise<string | undefined>((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(undefined));
      lines.once('SIGINT', () => resolve(undefined));
      if (unneeded.aborted) resolve(undefined);
      else unneeded.addEventListener('abort', () => resolve(undefined), { once: true });
    });
  } finally {
    output.write('\n');
    lines.close();
    close();
  }
};

interface OpenTerminal {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly close: () => void;
}

function openTerminal(): OpenTerminal | undefined {
  if (process.platform === 'win32') {
    if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
    return { input: process.stdin, output: process.stderr, close: () => void process.stdin.pause() };
  }
  try {
    const read = openSync('/dev/tty', 'r');
    const write = openSync('/dev/tty', 'w');
    const input = new ReadStream(read);
    const output = new WriteStream(write);
    return {
      input,
      output,
      close: () => {
        input.destroy();
        output.destroy();
      },
    };
  } catch {
    return undefined; // No controlling terminal: a pipeline, a cron job.
  }
}
