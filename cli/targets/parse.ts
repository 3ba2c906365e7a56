/** What the words after `--target` mean. Pure. */
import { failure, success, type Result } from '../../core/result';
import { hostProblem } from '../../machine/host';
import type { LocalTarget, ReachableTarget, SshTarget } from '../../machine/target';
import { wrongUsage, type Complaint } from '../exit';

export type NamedTarget =
  | { readonly kind: 'shipped'; readonly name: string }
  /** A capture, or a folder with `events/`. */
  | { readonly kind: 'file'; readonly path: string }
  | ReachableTarget;

/** What a name can be found among. */
export interface Known {
  readonly shipped: readonly string[];
  readonly exists: (path: string) => boolean;
}

export const THIS_MACHINE = 'this-machine';

export const thisMachine: LocalTarget = { kind: 'local', name: 'this machine' };

/**
 * In this order: `ssh:HOST` and `file:PATH` say what they are; `this-machine`; a kernel that ships; a path that exists; a host. A word
 * with a slash is never a host.
 */
export function parseTarget(text: string, { shipped, exists }: Known): Result<NamedTarget, Complaint> {
  if (text.startsWith('ssh:')) return parseHost(text.slice('ssh:'.length));
  if (text.startsWith('file:')) return success({ kind: 'file', path: text.slice('file:'.length) });
  if (text === THIS_MACHINE) return success(thisMachine);
  if (shipped.includes(text)) return success({ kind: 'shipped', name: text });
  if (text !== '' && exists(text)) return success({ kind: 'file', path: text });
  if (text.includes('/')) {
    return failure(wrongUsage(`There is no file or folder ${JSON.stringify(text)}.`, targetKinds(shipped)));
  }
  const host = parseHost(text);
  return host.ok ? host : failure({ ...host.error, advice: targetKinds(shipped) });
}

/**
 * A machine that programs can run on: `[user@]host`, `ssh:HOST` or `this-machine`. What else `--target` takes is refused for what it
 * is; a word that could be a host is one, whatever file has its name.
 */
export function parseMachine(text: string, { shipped }: Pick<Known, 'shipped'>): Result<ReachableTarget, Complaint> {
  if (text === THIS_MACHINE) return success(thisMachine);
  if (shipped.includes(text)) {
    const advice = `${machineKinds} (a host that has this name: ssh:${text})`;
    return failure(wrongUsage(`${text} is a kernel whose tracepoints ship, no machine.`, advice));
  }
  if (/^file:|\/|\.gz$/.test(text)) {
    return failure(wrongUsage(`${JSON.stringify(text)} is a file or a folder, no machine.`, machineKinds));
  }
  return parseHost(text.replace(/^ssh:/, ''));
}

const machineKinds = `Name a machine: what ssh takes ([USER@]NAME), or ${THIS_MACHINE}.`;

function parseHost(host: string): Result<SshTarget, Complaint> {
  const problem = hostProblem(host);
  if (problem === undefined) return success({ kind: 'ssh', name: host, host });
  return failure(
    wrongUsage(problem, 'A host is what ssh takes: [USER@]NAME. Ports and keys are set in ~/.ssh/config.'),
  );
}

const targetKinds = (shipped: readonly string[]): string =>
  `A target is a host, a capture, a tracefs root, ${THIS_MACHINE}, or a kernel that ships: ${shipped.join(', ')}.`;
