/** Captures of hosts: those that are kept, as long as the host runs the kernel they were taken of; else new ones. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { failure, success, type Result } from '../../core/result';
import { takeBtf } from '../../machine/btf';
import { takeCapture, type Capture } from '../../machine/capture';
import { CaptureCache, type StoredCapture } from '../../machine/capture-cache';
import { controlDirectory } from '../../machine/control-directory';
import type { Failure } from '../../machine/failure';
import { probeKernel, sameKernel } from '../../machine/kernel';
import { PasswordStore } from '../../machine/passwords';
import type { MachineIo } from '../../machine/privileged';
import type { ReachableTarget } from '../../machine/target';
import type { Arguments } from '../arguments';
import type { Context } from '../command';
import type { Complaint } from '../exit';
import type { Terminal } from '../terminal';
import { complaintOf } from '../failures';
import { askOnTerminal } from '../password';

export interface MachineAccess {
  readonly io: MachineIo;
  readonly terminal: Terminal;
}

export async function machineAccess(given: Arguments, { terminal }: Context): Promise<MachineAccess> {
  const configFile = given.text('ssh-config');
  const controlDir = await controlDirectory();
  return {
    terminal,
    io: {
      ssh: {
        apart: true,
        ...(configFile !== undefined && { configFile }),
        ...(controlDir !== undefined && { controlDir }),
      },
      passwords: new PasswordStore(),
      askPassword: askOnTerminal,
      signal: terminal.signal,
    },
  };
}

export interface CaptureWish extends MachineAccess {
  readonly fresh: boolean;
  readonly btf: boolean;
}

/** The capture to work with. One that is kept serves as long as the host runs that kernel, and where it cannot be asked. */
export async function currentCapture(
  target: ReachableTarget,
  wish: CaptureWish,
): Promise<Result<StoredCapture, Complaint>> {
  const kept = wish.fresh ? undefined : await keptCapture(target, wish);
  const capture = kept === undefined ? await storeCapture(target, wish) : success(kept);
  if (!capture.ok || !wish.btf) return capture;
  return success(await withBtf(target, capture.value, wish));
}

/** Takes a capture, and keeps it. */
export async function newCapture(
  target: ReachableTarget,
  { io, terminal }: MachineAccess,
): Promise<Result<Capture & { readonly stored: StoredCapture | undefined }, Failure>> {
  const taken = await takeCapture(target, io);
  if (!taken.ok) return taken;
  const stored = await captureCache().store(target, taken.value);
  if (!stored.ok) terminal.note(`${stored.error.message} ${stored.error.advice}`);
  return success({ ...taken.value, stored: stored.ok ? stored.value : undefined });
}

async function keptCapture(
  target: ReachableTarget,
  { io, terminal }: MachineAccess,
): Promise<StoredCapture | undefined> {
  const { capture, problem } = await captureCache().current(target);
  if (problem !== undefined) terminal.note(problem);
  if (capture === undefined) return undefined;
  const kernel = await probeKernel(target, io);
  if (kernel.ok) return sameKernel(kernel.value, capture) ? capture : undefined;
  if (kernel.error.code === 'cancelled') return undefined;
  const day = capture.taken.slice(0, 10);
  terminal.note(`${kernel.error.message} What was read of it on ${day} (${capture.release}) serves.`);
  return capture;
}

async function storeCapture(target: ReachableTarget, access: MachineAccess): Promise<Result<StoredCapture, Complaint>> {
  access.terminal.note(`reading the tracepoints of ${target.name}`);
  const taken = await takeCapture(target, access.io);
  if (!taken.ok) return failure(complaintOf(taken.error));
  const stored = await captureCache().store(target, taken.value);
  return stored.ok ? stored : failure(complaintOf(stored.error));
}

/** Without its kernel's types a capture serves too; that they could not be had is said. */
async function withBtf(
  target: ReachableTarget,
  capture: StoredCapture,
  { io, terminal }: MachineAccess,
): Promise<StoredCapture> {
  if (!capture.btf || capture.btfFile !== undefined) return capture;
  terminal.note(`reading the types of ${target.name}’s kernel`);
  const taken = await takeBtf({ target, kernel: capture }, io);
  const stored = taken.ok ? await captureCache().storeBtf(target, capture, taken.value) : taken;
  if (stored.ok) return { ...capture, btfFile: stored.value };
  terminal.note(stored.error.message);
  return capture;
}

export const captureCache = (): CaptureCache => new CaptureCache(join(cacheFolder(), 'captures'));

/** The person's own, by each system's custom. */
export function cacheFolder(
  { env, platform }: Pick<NodeJS.Process, 'env' | 'platform'> = process,
  home = homedir(),
): string {
  const name = 'bpf-tracepoints';
  const local = env['LOCALAPPDATA'];
  const xdg = env['XDG_CACHE_HOME'];
  if (platform === 'win32') return join(local ? local : join(home, 'AppData', 'Local'), name);
  if (platform === 'darwin') return join(home, 'Library', 'Caches', name);
  return join(xdg?.startsWith('/') ? xdg : join(home, '.cache'), name);
}

/** `uname -m` of a machine: what is kept of it, else it is asked. */
export async function machineOf(target: ReachableTarget, { io }: MachineAccess): Promise<Result<string, Complaint>> {
  const { capture } = await captureCache().current(target);
  if (capture) return success(capture.machine);
  const kernel = await probeKernel(target, io);
  return kernel.ok ? success(kernel.value.machine) : failure(complaintOf(kernel.error));
}
