/** Keeps captures and BTF on this machine, so that a target's tracepoints are there at once, and without a connection. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, success, type Result } from '../core/result';
import type { Capture } from './capture';
import { describeFailure, errorText, thisMachine, type Failure } from './failure';
import type { Kernel } from './kernel';
import { machineKey, targetFileName, type ReachableTarget } from './target';

/** What is known of a stored capture without opening it. */
export interface StoredCapture extends Kernel {
  /** Absolute path of the capture, gzipped. */
  readonly file: string;
  /** Whether the kernel has BTF. */
  readonly btf: boolean;
  /** Absolute path of that BTF, raw and gzipped, where it was fetched. */
  readonly btfFile?: string;
  readonly tracepoints: number;
  /** ISO 8601. */
  readonly taken: string;
}

export interface CurrentCapture {
  readonly capture?: StoredCapture;
  /** Why a capture that seems to be there is not used, as a sentence. */
  readonly problem?: string;
}

const indexName = 'current.json';
/** Bytes; an index has 300. */
const longestIndex = 64 * 1024;

/**
 * One folder for each target under `directory`, which the caller chooses: `<target>/<release>-<hash>.gz` for each kernel it
 * had, its BTF as `<release>-<hash>.btf.gz`, and `current.json`, which tells the newest capture. Files are private to the user and appear whole or not at all.
 */
export class CaptureCache {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The capture that was stored last for this machine; nothing where the target's name stood for another host then. */
  async current(target: ReachableTarget): Promise<CurrentCapture> {
    const folder = this.#folder(target);
    const text = await readBounded(join(folder, indexName));
    if (text === undefined) return {};
    const index = parseIndex(text);
    if (index === undefined)
      return { problem: `The stored capture of ${target.name} cannot be used: its index is damaged.` };
    if (index.key !== machineKey(target)) return {};
    const { release, version, machine, btf, tracepoints, taken } = index;
    const file = join(folder, index.fileName);
    if (!(await holdsSomething(file))) return { problem: `The stored capture of ${target.name} is gone.` };
    const known = { release, version, machine, btf, tracepoints, taken, file };
    return { capture: await this.#withBtf(target, known) };
  }

  /** Stores a capture and makes it the current one. Failure code: `cache-failed`. */
  async store(target: ReachableTarget, capture: Capture): Promise<Result<StoredCapture, Failure>> {
    const folder = this.#folder(target);
    const { compressed, ...known } = capture;
    const fileName = `${kernelFileName(capture)}.gz`;
    const file = join(folder, fileName);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeWhole(file, compressed);
      const index: Index = { ...known, fileName, key: machineKey(target) };
      await writeWhole(join(folder, indexName), `${JSON.stringify(index, undefined, 2)}\n`);
      return success(await this.#withBtf(target, { ...known, file }));
    } catch (thrown) {
      return failure(this.#notStored('capture', target, thrown));
    }
  }

  /** Path of the BTF that is stored for a kernel of this machine, or undefined. */
  async btfFile(target: ReachableTarget, kernel: Kernel): Promise<string | undefined> {
    const file = this.#btfPath(target, kernel);
    return (await holdsSomething(file)) ? file : undefined;
  }

  /** Stores a kernel's BTF (raw, gzipped) beside its capture; its path. Failure code: `cache-failed`. */
  async storeBtf(target: ReachableTarget, kernel: Kernel, compressed: Buffer): Promise<Result<string, Failure>> {
    const file = this.#btfPath(target, kernel);
    try {
      await mkdir(this.#folder(target), { recursive: true, mode: 0o700 });
      await writeWhole(file, compressed);
      return success(file);
    } catch (thrown) {
      return failure(this.#notStored('BTF', target, thrown));
    }
  }

  async #withBtf(target: ReachableTarget, capture: StoredCapture): Promise<StoredCapture> {
    const btfFile = capture.btf ? await this.btfFile(target, capture) : undefined;
    return btfFile === undefined ? capture : { ...capture, btfFile };
  }

  /** The machine is part of the name: BTF that was fetched from another host of the same name is never taken for this one's. */
  #btfPath(target: ReachableTarget, kernel: Kernel): string {
    return join(this.#folder(target), `${kernelFileName(kernel, machineKey(target))}.btf.gz`);
  }

  #notStored(what: string, target: ReachableTarget, thrown: unknown): Failure {
    return describeFailure(
      'cache-failed',
      thisMachine,
      `The ${what} of ${target.name} could not be stored on this machine.`,
      `Check that ${this.#directory} can be written to and has room.`,
      errorText(thrown),
    );
  }

  #folder(target: ReachableTarget): string {
    return join(this.#directory, targetFileName(target.name));
  }
}

interface Index extends Omit<StoredCapture, 'file' | 'btfFile'> {
  readonly fileName: string;
  /** `machineKey` of the target. */
  readonly key: string;
}

/** `6.1.0-32-amd64-<hash>`; the release is another machine's word, so that nothing but plain characters is kept of it. */
function kernelFileName(kernel: Kernel, ...more: readonly string[]): string {
  const release = kernel.release
    .replace(/[^A-Za-z0-9._+-]+/g, '_')
    .replace(/^[.-]+/, '')
    .slice(0, 80);
  const parts = [kernel.release, kernel.version, kernel.machine, ...more];
  const hash = createHash('sha256').update(parts.join('\n')).digest('hex');
  return `${release === '' ? 'kernel' : release}-${hash.slice(0, 12)}`;
}

/** The text of a file, or undefined where it is missing, unreadable or far too long. */
async function readBounded(file: string): Promise<string | undefined> {
  try {
    const { size } = await stat(file);
    return size > longestIndex ? '' : await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}

function parseIndex(text: string): Index | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { release, version, machine, btf, tracepoints, taken, fileName, key } = value as Record<string, unknown>;
  const texts = [release, version, machine, taken, fileName, key];
  if (!texts.every((entry) => typeof entry === 'string')) return undefined;
  if (typeof btf !== 'boolean' || typeof tracepoints !== 'number') return undefined;
  // Never outside the target's folder, whatever the index says.
  if (!/^[A-Za-z0-9_+][A-Za-z0-9._+-]*\.gz$/.test(fileName as string)) return undefined;
  return { release, version, machine, btf, tracepoints, taken, fileName, key } as Index;
}

const holdsSomething = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFile() && found.size > 0,
    () => false,
  );

async function writeWhole(file: string, content: Buffer | string): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.new`;
  try {
    await writeFile(temporary, content, { mode: 0o600, flag: 'wx' });
    await rename(temporary, file);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
}
