/** Keeps captures on this machine, so that a target's tracepoints are there at once, and without a connection. */
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
  readonly btf: boolean;
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
 * had, and `current.json`, which tells the newest. Files are private to the user and appear whole or not at all.
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
    const size = await stat(file).then(
      (found) => (found.isFile() ? found.size : 0),
      () => 0,
    );
    if (size === 0) return { problem: `The stored capture of ${target.name} is gone.` };
    return { capture: { release, version, machine, btf, tracepoints, taken, file } };
  }

  /** Stores a capture and makes it the current one. Failure code: `cache-failed`. */
  async store(target: ReachableTarget, capture: Capture): Promise<Result<StoredCapture, Failure>> {
    const folder = this.#folder(target);
    const { compressed, ...known } = capture;
    const fileName = captureFileName(capture);
    const file = join(folder, fileName);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeWhole(file, compressed);
      const index: Index = { ...known, fileName, key: machineKey(target) };
      await writeWhole(join(folder, indexName), `${JSON.stringify(index, undefined, 2)}\n`);
      return success({ ...known, file });
    } catch (thrown) {
      return failure(
        describeFailure(
          'cache-failed',
          thisMachine,
          `The capture of ${target.name} could not be stored on this machine.`,
          `Check that ${this.#directory} can be written to and has room.`,
          errorText(thrown),
        ),
      );
    }
  }

  #folder(target: ReachableTarget): string {
    return join(this.#directory, targetFileName(target.name));
  }
}

interface Index extends Omit<StoredCapture, 'file'> {
  readonly fileName: string;
  /** `machineKey` of the target. */
  readonly key: string;
}

/** `6.1.0-32-amd64-<hash>.gz`; the release is another machine's word, so that nothing but plain characters is kept of it. */
function captureFileName(kernel: Kernel): string {
  const release = kernel.release
    .replace(/[^A-Za-z0-9._+-]+/g, '_')
    .replace(/^[.-]+/, '')
    .slice(0, 80);
  const hash = createHash('sha256').update(`${kernel.release}\n${kernel.version}\n${kernel.machine}`).digest('hex');
  return `${release === '' ? 'kernel' : release}-${hash.slice(0, 12)}.gz`;
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
