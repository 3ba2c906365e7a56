// Child processes that end when we end, however we end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How long a process may take to end itself before it is killed. */
const politeLimit = 5_000;

/**
 * @typedef {object} Child
 * @property {import('node:child_process').ChildProcess} process leader of its own process group
 * @property {Promise<number>} exit its exit status; 128 if a signal ended it, 127 if it could not be started
 * @property {() => Promise<void>} stop ends it and what it started; can be called twice
 *
 * @typedef {object} StartOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {import('node:child_process').StdioOptions} [stdio]
 * @property {AbortSignal | undefined} [signal] stops it
 */

/**
 * Starts a command in a process group of its own, so that stopping it reaches its children, and Ctrl-C in the terminal
 * reaches only us. On Linux the kernel kills it when this process dies, SIGKILL included.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {StartOptions} [options]
 * @returns {Child}
 */
export function startChild(command, args, { cwd, env, stdio, signal } = {}) {
  const [program, ...rest] =
    process.platform === 'linux' ? ['setpriv', '--pdeathsig', 'KILL', '--', command, ...args] : [command, ...args];
  const child = spawn(program ?? command, rest, {
    detached: true,
    stdio: stdio ?? 'inherit',
    ...(cwd ? { cwd } : {}),
    ...(env ? { env } : {}),
  });
  const killGroup = () => signalGroup(child, 'SIGKILL');
  process.once('exit', killGroup);
  /** @type {Promise<number>} */
  const exit = new Promise((resolve) => {
    const ended = (/** @type {number} */ code) => {
      // What the leader left behind ends with it. Now, while nobody else can have got its process group id.
      killGroup();
      process.removeListener('exit', killGroup);
      signal?.removeEventListener('abort', abort);
      resolve(code);
    };
    child.once('error', () => ended(127));
    child.once('exit', (code) => ended(code ?? 128));
  });
  const abort = () => void stop();
  const stop = async () => {
    signalGroup(child, 'SIGTERM');
    const timer = setTimeout(killGroup, politeLimit);
    await exit;
    clearTimeout(timer);
  };
  if (signal?.aborted) void stop();
  signal?.addEventListener('abort', abort, { once: true });
  return { process: child, exit, stop };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}

/**
 * Runs a command to its end and keeps what it says.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {StartOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} stdout and stderr as they came
 */
export async function runQuietly(command, args, options = {}) {
  const child = startChild(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.process.stdout?.setEncoding('utf8').on('data', (text) => (output += text));
  child.process.stderr?.setEncoding('utf8').on('data', (text) => (output += text));
  const closed = once(child.process, 'close').catch(() => undefined);
  const code = await child.exit;
  await closed;
  return { code, output };
}

/**
 * Aborts on Ctrl-C, `kill` and a closed terminal.
 * @returns {AbortSignal}
 */
export function interruption() {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, () => controller.abort());
  return controller.signal;
}

/**
 * Aborts when the process that started this one is gone: for programs that are not started by startChild().
 * @returns {AbortSignal}
 */
export function orphaned() {
  const controller = new AbortController();
  const parent = process.ppid;
  const look = () => {
    if (process.ppid !== parent) controller.abort();
  };
  setInterval(look, 1_000).unref();
  return controller.signal;
}
