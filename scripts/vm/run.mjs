// Runs a command to its end.
import { spawn } from 'node:child_process';

/**
 * @typedef {object} Finished
 * @property {number} code exit status; 128 if a signal ended it, 127 if it could not be started
 * @property {string} stdout
 * @property {string} stderr
 *
 * @typedef {object} RunOptions
 * @property {(line: string) => void} [log] gets each line of stderr as it comes
 * @property {AbortSignal | undefined} [signal] ends the command and all it started
 * @property {string} [input] for stdin, which is empty otherwise
 */

/**
 * Never rejects: a command that cannot be started ends with 127 and the reason on stderr, as in a shell.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Finished>}
 */
export function run(command, args, options = {}) {
  const { log, signal, input } = options;
  return new Promise((resolve) => {
    // A process group of its own, because mmdebstrap cleans up only if its children get the signal too.
    const child = spawn(command, args, { stdio: 'pipe', detached: true });
    const end = () => void (child.pid && process.kill(-child.pid, 'SIGTERM'));
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
    let stdout = '';
    let stderr = '';
    let unfinishedLine = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
      const lines = (unfinishedLine + text).split('\n');
      unfinishedLine = lines.pop() ?? '';
      for (const line of lines) log?.(line);
    });
    child.on('error', (error) => resolve({ code: 127, stdout, stderr: error.message }));
    child.on('exit', () => signal?.removeEventListener('abort', end));
    child.on('close', (code) => resolve({ code: code ?? 128, stdout, stderr }));
    // A command that ends before it read its input closes the pipe: its exit status says more than EPIPE would.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });
}
