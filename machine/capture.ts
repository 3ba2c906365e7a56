/** Takes a capture: all format files of a target's kernel, in one ssh round trip. */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { failure, success, type Result } from '../core/result';
import { describeFailure, errorText, type Failure } from './failure';
import { headerKernel, readHeader, type Kernel } from './kernel';
import { startPrivileged, type MachineIo, type PrivilegedProcess } from './privileged';
import { captureScript, captureUnless } from './scripts/capture';
import type { ReachableTarget } from './target';

export interface Capture extends Kernel {
  /** Whether the kernel has BTF (`/sys/kernel/btf/vmlinux`). */
  readonly btf: boolean;
  /** When it was taken, ISO 8601. */
  readonly taken: string;
  readonly tracepoints: number;
  /** The format files as `tail -n +1` prints them, each under its name, gzipped. */
  readonly compressed: Buffer;
}

export interface CaptureLimits {
  readonly compressed: number;
  readonly plain: number;
}

/** Bytes. A kernel has 2 MB of format files, 130 KB gzipped; what comes is another machine's word, and may be anything. */
const usualLimits: CaptureLimits = { compressed: 16 * 1024 * 1024, plain: 64 * 1024 * 1024 };

/** Fewer would mean that what came is something else. A minimal kernel with event tracing has hundreds. */
const fewest = 1;

/**
 * Takes a capture of the target's kernel, as root if need be. Failure codes: those of `startPrivileged`, `no-tracing`,
 * `tracefs-not-mounted`, `tracefs-not-readable`, `capture-too-large`, `capture-damaged`.
 */
export async function takeCapture(target: ReachableTarget, io: MachineIo): Promise<Result<Capture, Failure>> {
  const started = await startPrivileged(target, { script: captureScript, unless: captureUnless }, io);
  if (!started.ok) return started;
  if ('word' in started.value) return failure(captureProblem(target.name, started.value.word));
  const running = started.value;
  const read = await readCapture(target.name, running, usualLimits);
  running.stdin.end();
  if (!read.ok) running.kill();
  return read;
}

/** Reads what captureScript prints. The header and the end are checked, so that a cut capture is never taken for a whole one. */
export async function readCapture(
  machine: string,
  running: Pick<PrivilegedProcess, 'output' | 'exited' | 'explain'>,
  limits: CaptureLimits,
): Promise<Result<Capture, Failure>> {
  const header = await readHeader(running.output);
  const problem = header.get('problem');
  if (problem !== undefined) return failure(captureProblem(machine, problem));
  const content = await running.output.readRest(limits.compressed);
  if (content.kind === 'too-long') return failure(tooLarge(machine));
  const exit = await running.exited;
  if (exit.code !== 0) return failure(running.explain(exit));
  const kernel = headerKernel(header);
  if (kernel === undefined) return failure(damaged(machine, 'its header is incomplete'));
  const unpacked = await unpack(content.bytes, header.get('encoding') === 'gzip', limits.plain);
  if (!unpacked.ok)
    return failure(unpacked.error === 'too-large' ? tooLarge(machine) : damaged(machine, unpacked.error));
  const tracepoints = countTracepoints(unpacked.value.plain);
  if (tracepoints < fewest) return failure(damaged(machine, 'it holds no tracepoints'));
  const { compressed } = unpacked.value;
  return success({
    ...kernel,
    btf: header.get('btf') === 'yes',
    taken: new Date().toISOString(),
    tracepoints,
    compressed,
  });
}

/** Both forms of what came, or `too-large`, or why it cannot be read. */
async function unpack(
  bytes: Buffer,
  gzipped: boolean,
  plainLimit: number,
): Promise<Result<{ plain: Buffer; compressed: Buffer }, string>> {
  try {
    if (!gzipped) return success({ plain: bytes, compressed: await promisify(gzip)(bytes, { level: 9 }) });
    return success({ plain: await promisify(gunzip)(bytes, { maxOutputLength: plainLimit }), compressed: bytes });
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    return failure(code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : errorText(thrown));
  }
}

/** Heads of files as tail writes them: `==> category/event/format <==`. */
function countTracepoints(plain: Buffer): number {
  let count = 0;
  const end = Buffer.from('/format <==\n');
  for (let at = plain.indexOf(end); at >= 0; at = plain.indexOf(end, at + end.length)) count += 1;
  return count;
}

function captureProblem(machine: string, word: string): Failure {
  switch (word) {
    case 'no-tracing':
      return describeFailure(
        'no-tracing',
        machine,
        `The kernel of ${machine} has no tracepoints: it was built without tracing.`,
        'Use a kernel with CONFIG_FTRACE and CONFIG_EVENT_TRACING, as those of the distributions.',
      );
    case 'not-mounted':
      return describeFailure(
        'tracefs-not-mounted',
        machine,
        `tracefs is not mounted on ${machine}.`,
        'Run there as root: mount -t tracefs nodev /sys/kernel/tracing',
      );
    default:
      return describeFailure(
        'tracefs-not-readable',
        machine,
        `The format files of ${machine} cannot be read.`,
        'Look there as root at /sys/kernel/tracing/events. In a container, or with kernel lockdown, they are kept from root too.',
        word,
      );
  }
}

const tooLarge = (machine: string): Failure =>
  describeFailure(
    'capture-too-large',
    machine,
    `${machine} sent more than any kernel's format files.`,
    'Take the capture by hand (README) and look at what it holds.',
  );

const damaged = (machine: string, reason: string): Failure =>
  describeFailure(
    'capture-damaged',
    machine,
    `What ${machine} sent is no capture: ${reason}.`,
    'Try again. If that does not help, take the capture by hand (README) and look at what it holds.',
  );
