/** The target in use: which it is, its capture, and what the language server is told of it. */
import { isAbsolute, join } from 'node:path';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { ServerSettings, ServerTarget } from '../../core/messages';
import { takeBtf } from '../../machine/btf';
import { takeCapture } from '../../machine/capture';
import type { CaptureCache, StoredCapture } from '../../machine/capture-cache';
import { probeKernel, sameKernel, type Kernel } from '../../machine/kernel';
import type { ReachableTarget, Target } from '../../machine/target';
import { success, type Result } from '../../core/result';
import type { Failure } from '../../machine/failure';
import { logFailure } from '../failures';
import type { MachineAccess } from './machine-io';
import { readActiveTarget, readInlayHints, readProgramMacros, readTargets } from '../settings';
import type { ShippedKernel } from './shipped';

/** The name under which this machine stands beside the targets of the settings. */
export const THIS_MACHINE = 'this machine';

export class Targets implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** The active target, its capture, or what is known of it changed. */
  readonly onDidChange = this.changed.event;
  private captures = new Map<string, StoredCapture>();
  /** Captures that are being taken, by target. */
  private readonly refreshing = new Map<string, Promise<Result<StoredCapture, Failure>>>();
  private reported = '';
  /** Targets whose BTF is being fetched, or could not be since their capture was taken. */
  private readonly btfAsked = new Set<string>();
  /** Why a target's tracepoints are not known, or not known to be current. */
  private readonly notes = new Map<string, string>();

  constructor(
    private readonly cache: CaptureCache,
    private readonly access: MachineAccess,
    readonly shipped: readonly ShippedKernel[],
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Every target that can be chosen, this machine last. */
  all(): readonly Target[] {
    const { targets, problems } = readTargets();
    this.report(problems);
    const local: Target = { kind: 'local', name: THIS_MACHINE };
    return targets.some(({ name }) => name === THIS_MACHINE) ? targets : [...targets, local];
  }

  /** Name of the chosen target or shipped kernel; empty where none is chosen. */
  activeName(): string {
    return readActiveTarget();
  }

  active(): Target | undefined {
    return this.all().find(({ name }) => name === this.activeName());
  }

  /** The machine that programs are loaded on, or undefined where none, a capture or a shipped kernel is chosen. */
  activeMachine(): ReachableTarget | undefined {
    return this.machine(this.activeName());
  }

  /** The target of that name, where programs can be loaded on it. */
  machine(name: string): ReachableTarget | undefined {
    const target = this.all().find((known) => known.name === name);
    return target && target.kind !== 'capture' ? target : undefined;
  }

  captureOf(target: Target): StoredCapture | undefined {
    return this.captures.get(target.name);
  }

  note(): string | undefined {
    const name = this.activeName();
    const refused = readTargets().problems.find((problem) => problem.includes(JSON.stringify(name)));
    return (name !== '' ? refused : undefined) ?? this.notes.get(name);
  }

  /** Whether a name stands for something already: a target, this machine, or a kernel that ships. */
  isTaken(name: string): boolean {
    return [...this.all(), ...this.shipped].some((known) => known.name === name);
  }

  serverSettings(): ServerSettings {
    const targets = this.all().flatMap((target): ServerTarget[] => {
      if (target.kind === 'capture') return [captureOnDisk(target)];
      const capture = this.captures.get(target.name);
      const formats = capture?.file;
      // The active one is told even without a capture: no answers are better than another kernel's.
      if (formats === undefined && target.name !== this.activeName()) return [];
      return [{ name: target.name, formats: formats ?? '', ...(capture?.btfFile && { btf: capture.btfFile }) }];
    });
    const activeTarget = this.activeName();
    // Nothing chosen: the server looks for this machine's tracefs itself, else takes the newest shipped kernel.
    return {
      targets: activeTarget ? targets : [],
      activeTarget,
      inlayHints: readInlayHints(),
      programMacros: readProgramMacros(),
    };
  }

  /** Reads what is stored of all targets. Contacts nobody. */
  async restore(): Promise<void> {
    const captures = new Map<string, StoredCapture>();
    const began = new Date().toISOString();
    for (const target of this.all()) {
      if (target.kind === 'capture') continue;
      const { capture, problem } = await this.cache.current(target);
      if (capture) captures.set(target.name, capture);
      if (problem) this.log.warn(problem);
    }
    // Taken while the cache was being read.
    for (const [name, capture] of this.captures) if (capture.taken >= began) captures.set(name, capture);
    this.captures = captures;
    this.changed.fire();
  }

  /** Takes a new capture, once however often it is asked for. The one before goes on serving until then, and where this fails. */
  refresh(target: ReachableTarget, signal?: AbortSignal): Promise<Result<StoredCapture, Failure>> {
    const running = this.refreshing.get(target.name);
    if (running) return running;
    const taking = this.take(target, signal).finally(() => this.refreshing.delete(target.name));
    this.refreshing.set(target.name, taking);
    return taking;
  }

  private async take(target: ReachableTarget, signal?: AbortSignal): Promise<Result<StoredCapture, Failure>> {
    const taken = await takeCapture(target, await this.access.io(signal));
    const stored = taken.ok ? await this.cache.store(target, taken.value) : taken;
    if (stored.ok) {
      this.captures.set(target.name, stored.value);
      this.notes.delete(target.name);
      this.btfAsked.delete(target.name);
      const { release, tracepoints, btf } = stored.value;
      this.log.info(`${target.name} runs ${release}: ${tracepoints} tracepoints, ${btf ? 'with' : 'without'} BTF.`);
    } else this.noteFailure(target, stored.error);
    this.changed.fire();
    return stored;
  }

  /** Whether the kernel has BTF that is not here, and was not asked for since the capture was taken. */
  lacksBtf(target: ReachableTarget): boolean {
    const capture = this.captures.get(target.name);
    return capture?.btf === true && capture.btfFile === undefined && !this.btfAsked.has(target.name);
  }

  /** Fetches the BTF of the capture's kernel. Nothing waits for it: the capture serves without, and a failure is for the log. */
  async fetchBtf(target: ReachableTarget, signal?: AbortSignal): Promise<void> {
    const capture = this.captures.get(target.name);
    if (!capture || !this.lacksBtf(target)) return;
    this.btfAsked.add(target.name);
    const fetched = await this.storedBtf(target, capture, signal);
    if (!fetched.ok) {
      logFailure(fetched.error, this.log);
      return;
    }
    const current = this.captures.get(target.name);
    // Not where the target got another kernel meanwhile.
    if (current?.file !== capture.file) return;
    this.captures.set(target.name, { ...current, btfFile: fetched.value });
    this.changed.fire();
  }

  private async storedBtf(
    target: ReachableTarget,
    kernel: Kernel,
    signal: AbortSignal | undefined,
  ): Promise<Result<string, Failure>> {
    const stored = await this.cache.btfFile(target, kernel);
    if (stored !== undefined) return success(stored);
    const taken = await takeBtf({ target, kernel }, await this.access.io(signal));
    if (!taken.ok) return taken;
    this.log.info(`The BTF of ${target.name} came: ${taken.value.length} bytes, gzipped.`);
    return this.cache.storeBtf(target, kernel, taken.value);
  }

  /** Whether the machine runs another kernel than its capture is of. Asks quietly: a machine that is off is a note, no message. */
  async kernelChanged(target: ReachableTarget, signal?: AbortSignal): Promise<boolean> {
    const known = this.captures.get(target.name);
    if (!known) return true;
    const probed = await probeKernel(target, await this.access.io(signal));
    if (!probed.ok) {
      logFailure(probed.error, this.log);
      this.noteFailure(target, probed.error);
      this.changed.fire();
      return false;
    }
    if (this.notes.delete(target.name)) this.changed.fire();
    return !sameKernel(known, probed.value);
  }

  dispose(): void {
    this.changed.dispose();
  }

  /** Each set of problems once: `all` is called with every change of anything. */
  private report(problems: readonly string[]): void {
    const text = problems.join('\n');
    if (text === this.reported) return;
    this.reported = text;
    for (const problem of problems) this.log.warn(`Setting bpfTracepoints.targets: ${problem}`);
  }

  private noteFailure(target: Target, problem: Failure): void {
    const known = this.captures.get(target.name);
    const serving = known ? ` Its tracepoints as of ${known.taken.slice(0, 10)} (${known.release}) go on serving.` : '';
    this.notes.set(target.name, `${problem.message} ${problem.advice}${serving}`);
  }
}

/** Paths of settings: absolute, from the home folder, or from the first workspace folder. */
function captureOnDisk({ name, formats, btf }: Extract<Target, { kind: 'capture' }>): ServerTarget {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
  const resolve = (path: string): string => {
    const expanded = path.replace(/^~(?=\/)/, homedir()).replace('${workspaceFolder}', folder);
    return isAbsolute(expanded) ? expanded : join(folder, expanded);
  };
  return { name, formats: resolve(formats), ...(btf && { btf: resolve(btf) }) };
}
