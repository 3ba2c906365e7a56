/** Starts a session of a file on a target: reads its tracepoints, compiles, connects, loads. */
import { readFile } from 'node:fs/promises';
import type * as vscode from 'vscode';
import { failure, success, type Result } from '../../core/result';
import type { FindLoader } from '../../machine/bootstrap';
import type { LoaderMessage } from '../../machine/loader-messages';
import { startSession } from '../../machine/session';
import type { SessionFailure } from '../../machine/session-failures';
import type { ReachableTarget } from '../../machine/target';
import type { Compiler } from '../build/compiler';
import type { MachineAccess } from '../targets/machine-io';
import type { TargetCommands } from '../targets/target-commands';
import type { Targets } from '../targets/targets';
import { RunningSession } from './running-session';
import { sessionEvents, type SessionOutput } from './session-output';
import { Signal } from '../signal';

export interface StartParts extends SessionOutput {
  readonly targets: Targets;
  readonly targetCommands: TargetCommands;
  readonly compiler: Compiler;
  readonly access: MachineAccess;
  readonly loader: FindLoader;
}

/** What one load is done with. */
export interface LoadTask {
  readonly document: vscode.TextDocument;
  readonly target: ReachableTarget;
  readonly compile: Compile;
  readonly report: (step: string) => void;
  readonly signal: AbortSignal;
}

/** The object file's bytes for a machine, by its `uname -m`; the target compiles where this machine cannot. */
export type Compile = (machine: string, target: ReachableTarget) => Promise<Result<Buffer, SessionFailure>>;

/** Each machine's object once, however many targets have that machine. */
export function compileOnce(compiler: Compiler, document: vscode.TextDocument, signal: AbortSignal): Compile {
  const compiled = new Map<string, Promise<Result<Buffer, SessionFailure>>>();
  const compile: Compile = async (machine, target) => {
    const result = await compiler.compile(document, machine, signal, target);
    return result.ok ? success(await readFile(result.value.object)) : failure(result.error);
  };
  return (machine, target) => {
    const known = compiled.get(machine) ?? compile(machine, target);
    compiled.set(machine, known);
    return known;
  };
}

/** From the target's tracepoints to a session that runs. `name`: what the person calls the file. */
export async function startLoad(
  parts: StartParts,
  task: LoadTask,
  name: string,
): Promise<Result<RunningSession, SessionFailure>> {
  const { targets, targetCommands, compiler, access, loader } = parts;
  const { document, target, report, signal } = task;
  if (!targets.captureOf(target)) {
    // What the machine is, is known from its capture; taken once, whoever asks for it.
    report('Reading the tracepoints');
    const captured = await targets.refresh(target, signal);
    if (!captured.ok) return captured;
    targetCommands.completeBtf(target);
  }
  report('Compiling and connecting');
  const compiling = task.compile(compiler.machineOf(target), target);
  const messages = new Signal<LoaderMessage>();
  const started = await startSession(
    { target, object: compiling, loader, source: name, io: await access.io(signal) },
    sessionEvents(parts, target.name, messages, report, compiling),
  );
  if (!started.ok) return started;
  const compiled = await compiling;
  if (!compiled.ok) return compiled;
  const running = { source: document.uri, name, session: started.value, object: compiled.value, messages };
  return success(new RunningSession(running));
}
