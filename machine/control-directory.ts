/** The private folder that holds the sockets of shared ssh connections. */
import { lstat, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * Longest folder in bytes: `sun_path` holds 104 bytes on macOS and 108 on Linux with a NUL, and ssh appends `/`, a SHA-1 in
 * hex (`%C`, 40) and, while it makes the socket, a dot and 16 characters (mux.c).
 */
const longestDirectory = 104 - 1 - 1 - 40 - 17;

/**
 * A folder of this user for `SshOptions.controlDir`, mode 0700, or undefined where connections cannot be shared: on Windows,
 * whose ssh has no control sockets, and where no short enough private folder can be had. All windows of a person share it.
 */
export async function controlDirectory(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  const user = String(userInfo().uid);
  const runtime = environment['XDG_RUNTIME_DIR'];
  const shared = [
    ...(runtime === undefined || runtime === '' ? [] : [join(runtime, 'bpf-tracepoints')]),
    join(tmpdir(), `bpf-tracepoints-${user}`),
    `/tmp/bpf-tracepoints-${user}`,
  ];
  for (const directory of shared) {
    if (isUsable(directory) && (await makePrivate(directory))) return directory;
  }
  return ownDirectory();
}

/** Also plain: ssh splits `ControlPath` at blanks and expands `%`. */
const isUsable = (directory: string): boolean =>
  Buffer.byteLength(directory) <= longestDirectory && /^[\w./+-]+$/.test(directory);

/** Whether `directory` is there afterwards and is this user's alone: in /tmp, anybody could have made it first. */
async function makePrivate(directory: string): Promise<boolean> {
  try {
    await mkdir(directory, { mode: 0o700, recursive: false });
  } catch {
    // It exists, or its parent does not: the check tells.
  }
  try {
    const found = await lstat(directory);
    return found.isDirectory() && found.uid === userInfo().uid && (found.mode & 0o077) === 0;
  } catch {
    return false;
  }
}

async function ownDirectory(): Promise<string | undefined> {
  try {
    const directory = await mkdtemp('/tmp/bpftp-');
    return isUsable(directory) ? directory : undefined;
  } catch {
    return undefined;
  }
}
