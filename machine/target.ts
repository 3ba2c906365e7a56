/** The machines of the settings: read from any value, checked before anything of them reaches a command line or a path. */
import { createHash } from 'node:crypto';
import { hostProblem } from './host';

export interface LocalTarget {
  readonly kind: 'local';
  readonly name: string;
}

export interface SshTarget {
  readonly kind: 'ssh';
  readonly name: string;
  /** Passed `hostProblem`. */
  readonly host: string;
  readonly port?: number;
}

export interface CaptureTarget {
  readonly kind: 'capture';
  readonly name: string;
  /** Path of a capture, or of a folder that has `events/`, on this machine; may begin with `~/` or `${workspaceFolder}`. */
  readonly formats: string;
  readonly btf?: string;
}

export type Target = LocalTarget | SshTarget | CaptureTarget;
/** A target that scripts can run on. */
export type ReachableTarget = LocalTarget | SshTarget;

export interface ParsedTargets {
  readonly targets: readonly Target[];
  /** One sentence for each entry, or part of one, that was left out. */
  readonly problems: readonly string[];
}

/** Names are shown, and become names of cache folders: long ones are refused rather than cut. */
const longestName = 64;

/**
 * Reads the value of the setting `bpfTracepoints.targets`: an array of `{ name, host?, port?, formats?, btf? }`. An entry
 * with `host` is reached over SSH, one with `formats` is a capture, one with neither is this machine. A wrong entry costs
 * itself and gives a problem. Never throws.
 */
export function parseTargets(settingsValue: unknown): ParsedTargets {
  if (settingsValue === undefined || settingsValue === null) return { targets: [], problems: [] };
  if (!Array.isArray(settingsValue)) return { targets: [], problems: ['The targets are not a list.'] };
  const targets: Target[] = [];
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const [index, entry] of (settingsValue as unknown[]).entries()) {
    const parsed = parseTarget(entry, `Target ${index + 1}`);
    if (typeof parsed === 'string') problems.push(parsed);
    else if (seen.has(parsed.name)) problems.push(`Two targets are named "${parsed.name}": the second is left out.`);
    else {
      seen.add(parsed.name);
      targets.push(parsed);
    }
  }
  return { targets, problems };
}

/** One entry, or why it is left out. */
function parseTarget(entry: unknown, place: string): Target | string {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return `${place} is not an object.`;
  const { name, host, port, formats, btf } = entry as Record<string, unknown>;
  if (typeof name !== 'string') return `${place} has no "name".`;
  const wrongName = targetNameProblem(name);
  if (wrongName !== undefined) return `${place}: ${wrongName}`;
  if (host !== undefined && formats !== undefined)
    return `Target "${name}" has both "host" and "formats": one is needed.`;
  if (host !== undefined) return parseSshTarget(name, host, port);
  if (formats === undefined) return { kind: 'local', name };
  if (typeof formats !== 'string' || formats === '') return `Target "${name}": "formats" is not a path.`;
  if (btf !== undefined && typeof btf !== 'string') return `Target "${name}": "btf" is not a path.`;
  return { kind: 'capture', name, formats, ...(btf === undefined || btf === '' ? {} : { btf }) };
}

function parseSshTarget(name: string, host: unknown, port: unknown): SshTarget | string {
  if (typeof host !== 'string') return `Target "${name}": "host" is not a text.`;
  const wrongHost = hostProblem(host);
  if (wrongHost !== undefined) return `Target "${name}": ${wrongHost}`;
  if (port === undefined) return { kind: 'ssh', name, host };
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65535) {
    return `Target "${name}": "port" is not a number from 1 to 65535.`;
  }
  return { kind: 'ssh', name, host, port };
}

/** Why a target cannot have this name, as a sentence, or undefined. Names are for people: any letters, and spaces between. */
export function targetNameProblem(name: string): string | undefined {
  if (name === '') return 'The name is empty.';
  if (name.length > longestName) return `The name is longer than ${longestName} characters.`;
  if (!/^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}._:@() -]*[\p{L}\p{M}\p{N}._)-])?$/u.test(name)) {
    return `The name ${JSON.stringify(name)} may hold letters, digits, spaces and "._:@()-" only, and begins with a letter or digit.`;
  }
  return undefined;
}

/**
 * A folder or file name for a target that is one on every file system: lower case, no dots at the ends, no reserved names
 * of Windows. Where that changes the name, a hash of it follows, so that two targets never share a folder.
 */
export function targetFileName(name: string): string {
  const plain = /^[a-z0-9][a-z0-9_-]{0,40}$/.test(name) && !/^(con|prn|aux|nul|com\d|lpt\d)$/.test(name);
  if (plain) return name;
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 10);
  return `${slug === '' ? 'target' : slug}-${hash}`;
}

/** Names the machine behind a target, so that what is kept for it (a password, a capture) never serves another machine. */
export function machineKey(target: ReachableTarget): string {
  return target.kind === 'local' ? 'local' : `ssh:${target.host}:${target.port ?? ''}`;
}
