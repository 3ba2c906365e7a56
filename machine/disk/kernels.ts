/** Which kernel answers: the settings' targets, this machine, or one that ships with the extension. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KernelStatus, ServerSettings, ServerTarget } from '../../core/messages';
import { correctSyscalls } from '../../core/context/syscall-index';
import type { KernelIndex } from '../../core/formats/types';
import { failure, success, type Result } from '../../core/result';
import { btfOfShipped, btfOfTarget, btfOfThisMachine, noBtf, type BtfFile } from './btf-on-disk';
import { openFormats, openShipped, openThisMachine } from './formats-on-disk';

/** A kernel's tracepoints and types, and whose they are. */
export interface Kernel extends BtfFile {
  /** Name of the target or of the shipped kernel, as people see it. */
  readonly name: string;
  readonly source: KernelStatus['source'];
  readonly index: KernelIndex;
  /** The tracefs root on this machine that it is read from, where it is: its format files are files. */
  readonly tracefs?: string;
}

interface ShippedKernel {
  readonly name: string;
  readonly file: string;
  /** Beside it, the kernel's BTF, where there is some. */
  readonly btf?: string;
}

export class Kernels {
  private settings: ServerSettings = {};
  /** What was opened, or why it could not be: neither is tried again on every keystroke. */
  private readonly opened = new Map<string, Result<Kernel, string>>();
  private readonly shipped: readonly ShippedKernel[];

  /** `folder` holds the shipped kernels and their index.json, oldest first. */
  constructor(private readonly folder: string) {
    this.shipped = readShippedList(folder);
  }

  /** New settings: what was opened before is read again on next use, since files behind it may have changed. */
  configure(settings: ServerSettings): void {
    this.settings = settings;
    this.opened.clear();
  }

  /** The kernel that answers where nobody names one. The error is a sentence for people. */
  active(): Result<Kernel, string> {
    const wanted = this.settings.activeTarget;
    if (wanted) return this.named(wanted);
    const first = this.settings.targets?.[0];
    if (first) return this.named(first.name);
    return this.fallback();
  }

  /** A target of the settings, else a shipped kernel, by its name. */
  named(name: string): Result<Kernel, string> {
    const known = this.opened.get(name);
    if (known) return known;
    const target = this.settings.targets?.find((candidate) => candidate.name === name);
    const result = target ? this.openTarget(target) : this.openShippedNamed(name);
    this.opened.set(name, result);
    return result;
  }

  /** As `named`, and the one that answers now even where it is neither: this machine. */
  known(name: string): Result<Kernel, string> {
    const active = this.active();
    return active.ok && active.value.name === name ? active : this.named(name);
  }

  get names(): readonly string[] {
    return [...(this.settings.targets ?? []), ...this.shipped].map((kernel) => kernel.name);
  }

  /** All that are known but the one of this name: those that can be opened. */
  others(name: string): Kernel[] {
    return this.names
      .filter((other) => other !== name)
      .map((other) => this.named(other))
      .flatMap((opened) => (opened.ok ? [opened.value] : []));
  }

  /** This machine's own kernel, where its tracefs can be read. */
  thisMachine(): Kernel | undefined {
    const own = openThisMachine();
    return own && kernelOf('this machine', 'this-machine', own, btfOfThisMachine());
  }

  private openTarget(target: ServerTarget): Result<Kernel, string> {
    if (target.formats === '') return failure(`The tracepoints of ${target.name} have not been read yet.`);
    const opened = openFormats(target.formats);
    if (!opened.ok) return failure(`Target ${target.name}: ${opened.error}`);
    const { index, tracefs } = opened.value;
    if (index.names.length === 0) {
      const why = index.problems[0]?.message ?? 'no tracepoints in it';
      return failure(`Target ${target.name}: ${target.formats} gives no tracepoints: ${why}`);
    }
    const btf = target.btf ? btfOfTarget(target.btf, `Target ${target.name}`) : noBtf;
    return success(kernelOf(target.name, 'target', { index, ...(tracefs !== undefined && { tracefs }) }, btf));
  }

  private openShippedNamed(name: string): Result<Kernel, string> {
    const shipped = this.shipped.find((candidate) => candidate.name === name);
    if (!shipped) return failure(`There is no target named “${name}”. Known: ${this.names.join(', ')}.`);
    try {
      const index = openShipped(join(this.folder, shipped.file));
      const btf = shipped.btf ? btfOfShipped(join(this.folder, shipped.btf), `The shipped kernel ${name}`) : noBtf;
      return success(kernelOf(name, 'shipped', { index }, btf));
    } catch (error) {
      return failure(`The shipped kernel ${name} cannot be read: ${String(error)}`);
    }
  }

  private fallback(): Result<Kernel, string> {
    const known = this.opened.get('');
    if (known) return known;
    const newest = this.shipped.at(-1);
    const own = this.thisMachine();
    const result: Result<Kernel, string> =
      own !== undefined
        ? success(own)
        : newest
          ? this.openShippedNamed(newest.name)
          : failure('No target is set, and this installation has no shipped kernels.');
    this.opened.set('', result);
    return result;
  }
}

/** Its syscalls are where its BTF has them. */
function kernelOf(
  name: string,
  source: Kernel['source'],
  { index, ...place }: Pick<Kernel, 'index' | 'tracefs'>,
  btf: BtfFile,
): Kernel {
  return { name, source, index: correctSyscalls(index, () => btf.btf()), ...place, ...btf };
}

function readShippedList(folder: string): ShippedKernel[] {
  let list: unknown;
  try {
    list = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
  } catch {
    return []; // Run without the package around it there are no shipped kernels; `fallback` says so.
  }
  if (!Array.isArray(list)) return [];
  return list.filter(
    (entry: unknown): entry is ShippedKernel =>
      typeof entry === 'object' &&
      entry !== null &&
      typeof (entry as ShippedKernel).name === 'string' &&
      isShippedFile((entry as ShippedKernel).file) &&
      isShippedFile((entry as ShippedKernel).btf ?? 'none.br'),
  );
}

/** A name inside the folder, never a path out of it. */
const isShippedFile = (name: unknown): boolean => typeof name === 'string' && /^[\w.-]+\.br$/.test(name);
