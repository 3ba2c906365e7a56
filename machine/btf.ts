/** Fetches the BTF of a target's kernel, in one ssh round trip and without privilege. */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { failure, success, type Result } from '../core/result';
import { btfProblem } from './btf-header';
import { ByteReader } from './byte-reader';
import { cancelled, describeFailure, errorText, type Failure } from './failure';
import { readMarkedHeader, sameKernel, type Kernel } from './kernel';
import type { Exit } from './process';
import { btfMark, btfScript } from './scripts/btf';
import type { SshOptions } from './ssh';
import type { ReachableTarget } from './target';
import { classifyExit, startScript } from './transport';

/** Bytes, as they come and unpacked. Kernels have 3 to 10 MB; what comes is another machine's word, and may be anything. */
const longestBtf = 64 * 1024 * 1024;

/** A target, and the kernel that its capture is of. */
export interface BtfRequest {
  readonly target: ReachableTarget;
  readonly kernel: Kernel;
}

/**
 * Raw BTF, gzipped. Failure codes: those of ssh, `cancelled`, `script-failed`, `no-btf`, `btf-not-readable`, `kernel-changed`
 * (the machine runs another kernel than asked for), `btf-too-large`, `btf-damaged`.
 */
export async function takeBtf(
  request: BtfRequest,
  io: { readonly ssh: SshOptions; readonly signal?: AbortSignal },
): Promise<Result<Buffer, Failure>> {
  const { target } = request;
  if (io.signal?.aborted === true) return failure(cancelled(target.name));
  const child = startScript(target, io.ssh, btfScript, [], io.signal === undefined ? {} : { signal: io.signal });
  child.stdin.end();
  const explain = (exit: Exit, established: boolean): Failure =>
    io.signal?.aborted === true ? cancelled(target.name) : classifyExit(target, io.ssh, exit, established);
  const read = await readBtfOutput(
    request,
    { output: new ByteReader(child.stdout), exited: child.exited, explain },
    longestBtf,
  );
  if (!read.ok) child.kill();
  return read;
}

/** The script as it runs. */
export interface BtfOutput {
  readonly output: ByteReader;
  /** Never rejects. */
  readonly exited: Promise<Exit>;
  /** The failure behind an exit; whether the script was seen to run is told. */
  readonly explain: (exit: Exit, established: boolean) => Failure;
}

/** Reads what btfScript prints. It is checked to be BTF, and whole, of the kernel asked for. `limit` is in bytes. */
export async function readBtfOutput(
  { target: { name }, kernel }: BtfRequest,
  { output, exited, explain }: BtfOutput,
  limit: number,
): Promise<Result<Buffer, Failure>> {
  const found = await readMarkedHeader(output, btfMark);
  if (found === undefined) return failure(explain(await exited, false));
  const { header } = found;
  if (!sameKernel(found.kernel, kernel)) return failure(kernelChanged(name));
  const problem = header.get('problem');
  if (problem !== undefined) return failure(missing(name, problem));
  const content = await output.readRest(limit);
  if (content.kind === 'too-long') return failure(tooLarge(name));
  const exit = await exited;
  if (exit.code !== 0) return failure(explain(exit, true));
  return checked(name, content.bytes, header.get('encoding') === 'gzip', limit);
}

async function checked(
  machine: string,
  bytes: Buffer,
  gzipped: boolean,
  limit: number,
): Promise<Result<Buffer, Failure>> {
  try {
    const plain = gzipped ? await promisify(gunzip)(bytes, { maxOutputLength: limit }) : bytes;
    const problem = btfProblem(plain);
    if (problem !== undefined) return failure(damaged(machine, problem));
    return success(gzipped ? bytes : await promisify(gzip)(bytes));
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    return failure(code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(machine) : damaged(machine, errorText(thrown)));
  }
}

function missing(machine: string, word: string): Failure {
  if (word === 'none')
    return describeFailure(
      'no-btf',
      machine,
      `The kernel of ${machine} has no BTF (/sys/kernel/btf/vmlinux).`,
      'Format files serve alone. A kernel with CONFIG_DEBUG_INFO_BTF has it, as those of the distributions.',
    );
  return describeFailure(
    'btf-not-readable',
    machine,
    `The BTF of ${machine} cannot be read.`,
    'Look there at the permissions of /sys/kernel/btf/vmlinux: everyone may read it, by default.',
    word,
  );
}

const kernelChanged = (machine: string): Failure =>
  describeFailure(
    'kernel-changed',
    machine,
    `${machine} runs another kernel than when its tracepoints were read.`,
    'Run "BPF Tracepoints: Refresh Target".',
  );

const tooLarge = (machine: string): Failure =>
  describeFailure(
    'btf-too-large',
    machine,
    `${machine} sent more than any kernel's BTF.`,
    'Look there at /sys/kernel/btf/vmlinux: kernels have 3 to 10 MB.',
  );

const damaged = (machine: string, reason: string): Failure =>
  describeFailure(
    'btf-damaged',
    machine,
    `What ${machine} sent is no BTF: ${reason}.`,
    'Refresh the target. If that does not help, look there at /sys/kernel/btf/vmlinux.',
  );
