/** Opens the kernels that a command works on, and says which where nobody named one. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ServerTarget } from '../../core/messages';
import { failure, success, type Result } from '../../core/result';
import { Kernels, type Kernel } from '../../machine/disk/kernels';
import type { ReachableTarget } from '../../machine/target';
import type { Arguments } from '../arguments';
import type { Context } from '../command';
import { failed, wrongUsage, type Complaint } from '../exit';
import { parseTarget, type NamedTarget } from './parse';

export interface Opened {
  readonly kernels: readonly [Kernel, ...Kernel[]];
  /** All further kernels that are known: the other targets, and those that ship. */
  readonly others: (kernel: Kernel) => readonly Kernel[];
}

/** `btf`: whether the types of the targets' kernels are wanted, which hosts send on top. */
export interface Wanted {
  readonly btf: boolean;
}

export async function openKernel(
  given: Arguments,
  context: Context,
  wanted: Wanted,
): Promise<Result<Kernel, Complaint>> {
  const named = given.text('target');
  const opened = await openKernels(named === undefined ? [] : [named], given, context, wanted);
  return opened.ok ? success(opened.value.kernels[0]) : opened;
}

export async function openKernels(
  names: readonly string[],
  given: Arguments,
  context: Context,
  wanted: Wanted,
): Promise<Result<Opened, Complaint>> {
  const shipped = new Kernels(join(context.installation, 'kernels'));
  const known = { shipped: shipped.names, exists: existsSync };
  const targets: ServerTarget[] = [];
  const open: (() => Result<Kernel, string>)[] = [];
  const named = new Map<string, string>();
  for (const name of new Set(names)) {
    const target = parseTarget(name, known);
    if (!target.ok) return target;
    const clash = named.get(nameOf(target.value));
    if (clash !== undefined) return failure(sameName(clash, name));
    named.set(nameOf(target.value), name);
    const files = await filesOf(target.value, shipped, given, context, wanted);
    if (!files.ok) return files;
    if (files.value) targets.push(files.value);
    open.push(() => openOne(shipped, target.value));
  }
  shipped.configure({ targets });
  if (open.length === 0) return openDefault(shipped, context);
  const kernels: Kernel[] = [];
  for (const one of open) {
    const kernel = one();
    if (!kernel.ok) return failure(failed(kernel.error));
    kernels.push(kernel.value);
  }
  return withOthers(shipped, kernels);
}

const nameOf = (target: NamedTarget): string => (target.kind === 'file' ? target.path : target.name);

/** Kernels are told apart by their names, also in what is reported. */
const sameName = (one: string, other: string): Complaint =>
  wrongUsage(
    `The targets ${one} and ${other} have the same name.`,
    'Give one of them another, such as a path with “./” or a name of its own in ~/.ssh/config, or ask for one at a time.',
  );

/** What of a target lies on this machine, for those that are opened as files. */
async function filesOf(
  target: NamedTarget,
  kernels: Kernels,
  given: Arguments,
  context: Context,
  wanted: Wanted,
): Promise<Result<ServerTarget | undefined, Complaint>> {
  if (target.kind === 'file') return success({ name: target.path, formats: resolve(target.path) });
  if (target.kind === 'shipped') return success(undefined);
  // What this user may not read is read as root, once for each kernel.
  if (target.kind === 'local' && kernels.thisMachine() !== undefined) return success(undefined);
  return captureOf(target, given, context, wanted);
}

async function captureOf(
  target: ReachableTarget,
  given: Arguments,
  context: Context,
  wanted: Wanted,
): Promise<Result<ServerTarget, Complaint>> {
  const { currentCapture, machineAccess } = await import('./captures.js');
  const access = await machineAccess(given, context);
  const capture = await currentCapture(target, { ...access, fresh: given.flag('fresh'), btf: wanted.btf });
  if (!capture.ok) return capture;
  const { file, btfFile } = capture.value;
  return success({ name: target.name, formats: file, ...(btfFile !== undefined && { btf: btfFile }) });
}

function openOne(kernels: Kernels, target: NamedTarget): Result<Kernel, string> {
  if (target.kind === 'file') return kernels.named(target.path);
  if (target.kind !== 'local') return kernels.named(target.name);
  const own = kernels.thisMachine();
  return own ? success(own) : kernels.named(target.name);
}

function openDefault(kernels: Kernels, { terminal }: Context): Result<Opened, Complaint> {
  const kernel = kernels.active();
  if (!kernel.ok) return failure(failed(kernel.error));
  const { name, source } = kernel.value;
  const why = source === 'shipped' ? `${name}, the newest kernel that ships` : 'this machine';
  terminal.note(`tracepoints of ${why} (--target names another)`);
  return withOthers(kernels, [kernel.value]);
}

function withOthers(kernels: Kernels, opened: readonly Kernel[]): Result<Opened, Complaint> {
  const [first, ...rest] = opened;
  if (first === undefined) return failure(failed('No kernel was opened.'));
  return success({
    kernels: [first, ...rest],
    others: ({ name }) => kernels.others(name),
  });
}
