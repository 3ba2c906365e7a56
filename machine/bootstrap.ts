/** Our side of bootstrapScript: gives a target the loader for its machine, if it does not have it. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { failure, success, type Result } from '../core/result';
import { describeFailure, errorText, thisMachine, type Failure } from './failure';
import type { PrivilegedProcess } from './privileged';

export interface LoaderFile {
  /** Path of the loader on this machine. */
  readonly file: string;
  /** SHA-256 of the file, 64 hex digits, as the build recorded it. */
  readonly sha256: string;
}

/** The loader for `uname -m`, or undefined where there is none. */
export type FindLoader = (machine: string) => LoaderFile | undefined;

/** `uname -m` of the machines there are loaders for. */
const machines: readonly string[] = ['x86_64', 'aarch64'];

export interface Bootstrapped {
  /** Whether the loader was sent, rather than found there. */
  readonly uploaded: boolean;
  /** Whether the loader that was kept there had been changed; it was replaced. */
  readonly altered: boolean;
}

/** Lines of the script are short; the login shell's noise is over by then. */
const longestLine = 4096;

/** What bootstrapScript is told: which loaders there are, and where to keep one. */
export function bootstrapArguments(findLoader: FindLoader, folders: readonly string[]): string[] {
  const loaders = machines.flatMap((machine) => {
    const loader = findLoader(machine);
    return loader === undefined ? [] : [`${machine}=${loader.sha256.toLowerCase()}`];
  });
  return [...loaders, ...folders];
}

/**
 * Resolves when the loader is about to run; its messages come next. Failure codes: `no-loader`, `loader-altered` (the file
 * of this machine, or what arrived), `unsafe-directory`, `no-directory`, `no-room`, `no-exec`, `no-sha256`, and those of a
 * lost connection.
 */
export async function bootstrap(
  machineName: string,
  running: PrivilegedProcess,
  findLoader: FindLoader,
): Promise<Result<Bootstrapped, Failure>> {
  let uploaded = false;
  let altered = false;
  for (;;) {
    const read = await running.output.readLine(longestLine);
    if (read.kind === 'end') return failure(running.explain(await running.exited));
    const words = read.kind === 'line' ? read.line.split(' ') : [];
    if (words[0] !== 'bootstrap') continue;
    switch (words[1]) {
      case 'altered':
        altered = true;
        break;
      case 'need-loader': {
        const loader = await readLoader(machineName, words.slice(2).join(' '), findLoader);
        if (!loader.ok) return loader;
        uploaded = true;
        const { content, sha256 } = loader.value;
        running.stdin.write(`loader ${sha256} ${content.length}\n`);
        running.stdin.write(content);
        break;
      }
      case 'start':
        return success({ uploaded, altered });
      case 'problem':
        return failure(bootstrapProblem(machineName, words[2] ?? '', words.slice(3).join(' ')));
      default:
        break;
    }
  }
}

async function readLoader(
  machineName: string,
  machine: string,
  findLoader: FindLoader,
): Promise<Result<{ content: Buffer; sha256: string }, Failure>> {
  const loader = findLoader(machine);
  if (loader === undefined) {
    return failure(
      describeFailure(
        'no-loader',
        machineName,
        `${machineName} is a ${machine === '' ? 'machine of unknown kind' : `${machine} machine`}, for which there is no loader.`,
        'The extension loads programs on x86_64 and aarch64.',
      ),
    );
  }
  try {
    const content = await readFile(loader.file);
    if (createHash('sha256').update(content).digest('hex') === loader.sha256.toLowerCase()) {
      return success({ content, sha256: loader.sha256.toLowerCase() });
    }
  } catch (thrown) {
    return failure(localLoader(`The loader for ${machine} cannot be read.`, errorText(thrown)));
  }
  return failure(
    localLoader(`The loader for ${machine} is not the one that was built: its hash differs.`, loader.file),
  );
}

const localLoader = (message: string, detail: string): Failure =>
  describeFailure('loader-altered', thisMachine, message, 'Install the extension again.', detail);

function bootstrapProblem(machine: string, word: string, path: string): Failure {
  switch (word) {
    case 'unsafe-directory':
      return describeFailure(
        'unsafe-directory',
        machine,
        `${path} on ${machine} is not root's alone, so that nothing is run from it.`,
        `Look at what it is, and remove it: sudo rm -r ${path}`,
      );
    case 'no-directory':
      return describeFailure(
        'no-directory',
        machine,
        `There is no place for the loader on ${machine}.`,
        'Make /var/cache or /dev/shm writable for root.',
      );
    case 'no-room':
      return describeFailure(
        'no-room',
        machine,
        `The loader could not be stored in ${path} on ${machine}: there is no room.`,
        'It needs 2 MB in /var/cache or /dev/shm. Check with: df /var/cache /dev/shm',
      );
    case 'no-exec':
      return describeFailure(
        'no-exec',
        machine,
        `The loader cannot be run on ${machine}: ${path} is mounted with noexec.`,
        'Mount /var/cache or /dev/shm there so that root can run programs from it.',
      );
    case 'no-sha256':
      return describeFailure(
        'no-sha256',
        machine,
        `${machine} has no sha256sum, so that the loader cannot be verified.`,
        'Install coreutils there (or the sha256sum of busybox).',
      );
    case 'mismatch':
      return describeFailure(
        'loader-altered',
        machine,
        `The loader did not arrive on ${machine} as it was sent, and was not run.`,
        'Try again. If it happens again, something between this machine and that one changes data.',
      );
    default:
      return describeFailure(
        'script-failed',
        machine,
        `The loader could not be started on ${machine}.`,
        'The log shows what was said.',
        `${word} ${path}`,
      );
  }
}
