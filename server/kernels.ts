/** Which kernel answers: the settings' targets, this machine, or one that ships with the extension. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KernelStatus, ServerSettings, ServerTarget } from '../core/messages';
import type { KernelIndex } from '../core/formats/types';
import { failure, success, type Result } from '../core/result';
import { openFormats, openShipped, openThisMachine } from './formats-on-disk';

/** A kernel's tracepoints, and whose they are. */
export interface Kernel {
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

  private openTarget(target: ServerTarget): Result<Kernel, string> {
    if (target.formats === '') return failure(`The tracepoints of ${target.name} have not been read yet.`);
    const opened = openFormats(target.formats);
    if (!opened.ok) return failure(`Target ${target.name}: ${opened.error}`);
    const { index, tracefs } = opened.value;
    if (index.names.length === 0) {
      const why = index.problems[0]?.message ?? 'no tracepoints in it';
      return failure(`Target ${target.name}: ${target.formats} gives no tracepoints: ${why}`);
    }
    return success({ name: target.name, source: 'target', index, ...(tracefs !== undefined && { tracefs }) });
  }

  private openShippedNamed(name: string): Result<Kernel, string> {
    const shipped = this.shipped.find((candidate) => candidate.name === name);
    if (!shipped) return failure(`There is no target named “${name}”. Known: ${this.names.join(', ')}.`);
    try {
      return success({ name, source: 'shipped', index: openShipped(join(this.folder, shipped.file)) });
    } catch (error) {
      return failure(`The shipped kernel ${name} cannot be read: ${String(error)}`);
    }
  }

  private fallback(): Result<Kernel, string> {
    const known = this.opened.get('');
    if (known) return known;
    const own = openThisMachine();
    const newest = this.shipped.at(-1);
    const result: Result<Kernel, string> = own
      ? success({ name: 'this machine', source: 'this-machine', ...own })
      : newest
        ? this.openShippedNamed(newest.name)
        : failure('No target is set, and this installation has no shipped kernels.');
    this.opened.set('', result);
    return result;
  }
}

function readShippedList(folder: string): ShippedKernel[] {
  let list: unknown;
  try {
    list = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
  } catch {
    return []; // A server run without the package around it has no shipped kernels; `fallback` says so.
  }
  if (!Array.isArray(list)) return [];
  return list.filter(
    (entry: unknown): entry is ShippedKernel =>
      typeof entry === 'object' &&
      entry !== null &&
      typeof (entry as ShippedKernel).name === 'string' &&
      /^[\w.-]+\.br$/.test((entry as ShippedKernel).file),
  );
}
