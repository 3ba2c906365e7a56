/** Which kernel a machine runs. */
import { failure, success, type Result } from '../core/result';
import { ByteReader } from './byte-reader';
import { cancelled, type Failure } from './failure';
import { probeMark, probeScript } from './scripts/capture';
import type { SshOptions } from './ssh';
import type { ReachableTarget } from './target';
import { classifyExit, startScript } from './transport';

/** `uname -r`, `uname -v` and `uname -m`. Release and version together tell one build of a kernel from another. */
export interface Kernel {
  readonly release: string;
  readonly version: string;
  /** `x86_64`, `aarch64`. */
  readonly machine: string;
}

export const sameKernel = (one: Kernel, other: Kernel): boolean =>
  one.release === other.release && one.version === other.version && one.machine === other.machine;

/** Reads `key value` lines up to an empty line, or the stream's end. Bounded: 64 lines of 4 KiB. */
export async function readHeader(output: ByteReader): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  for (let count = 0; count < 64; count += 1) {
    const read = await output.readLine(4096);
    if (read.kind === 'end' || (read.kind === 'line' && read.line === '')) break;
    const match = read.kind === 'line' ? /^(\w+) (.*)$/.exec(read.line) : null;
    if (match?.[1] !== undefined && match[2] !== undefined) values.set(match[1], match[2].trim());
  }
  return values;
}

/** The kernel of a header, or undefined where a line is missing. */
export function headerKernel(values: ReadonlyMap<string, string>): Kernel | undefined {
  const release = values.get('release');
  const version = values.get('version');
  const machine = values.get('machine');
  if (release === undefined || version === undefined || machine === undefined) return undefined;
  return { release, version, machine };
}

export interface MarkedHeader {
  readonly header: ReadonlyMap<string, string>;
  readonly kernel: Kernel;
}

/** The header after a line that ends with `mark`, past what a login shell prints before it. Undefined where none comes. */
export async function readMarkedHeader(output: ByteReader, mark: string): Promise<MarkedHeader | undefined> {
  for (let noise = 0; noise < 1000; noise += 1) {
    const read = await output.readLine(64 * 1024);
    if (read.kind === 'end') return undefined;
    if (read.kind !== 'line' || !read.line.endsWith(mark)) continue;
    const header = await readHeader(output);
    const kernel = headerKernel(header);
    if (kernel !== undefined) return { header, kernel };
  }
  return undefined;
}

/** Asks a machine for its kernel: one ssh round trip, no privilege. Failure codes: those of ssh, `cancelled`, `script-failed`. */
export async function probeKernel(
  target: ReachableTarget,
  io: { readonly ssh: SshOptions; readonly signal?: AbortSignal },
): Promise<Result<Kernel, Failure>> {
  const child = startScript(target, io.ssh, probeScript, [], io.signal === undefined ? {} : { signal: io.signal });
  child.stdin.end();
  const found = await readMarkedHeader(new ByteReader(child.stdout), probeMark);
  if (found === undefined) child.stdout.destroy();
  const exit = await child.exited;
  if (found !== undefined) return success(found.kernel);
  return failure(io.signal?.aborted === true ? cancelled(target.name) : classifyExit(target, io.ssh, exit, false));
}
