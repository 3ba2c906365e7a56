/** Loads an object on a machine, and says what there is to say of it: from the person's Enter to what runs, or to why it does not. */
import { writeFileSync } from 'node:fs';
import { nearestNames } from '../../core/formats/nearest';
import { failure, type Result } from '../../core/result';
import { openFormats } from '../../machine/disk/formats-on-disk';
import { errorText, type Failure } from '../../machine/failure';
import { notesBefore } from '../../machine/preflight';
import { startSession, type Session } from '../../machine/session';
import type { SessionEvents } from '../../machine/session-events';
import type { SessionFailure } from '../../machine/session-failures';
import { readLoaders } from '../../machine/shipped-loaders';
import type { ReachableTarget } from '../../machine/target';
import type { Context } from '../command';
import { Exit, type Complaint } from '../exit';
import { complaintOf } from '../failures';
import { captureCache, type MachineAccess } from '../targets/captures';
import { refusalLines } from './refusal';

export interface LoadRequest {
  readonly target: ReachableTarget;
  /** Compiled while the machine is being reached. */
  readonly object: Promise<Result<Buffer, Failure>>;
  /** File name of the source. */
  readonly name: string;
  /** Path of the source, for places in it. */
  readonly source: string | undefined;
  /** Where the verifier's log goes, if it refuses. */
  readonly log: string | undefined;
}

/** Resolves when everything is attached. What went wrong is told by then; the error is the exit status. */
export async function load(
  request: LoadRequest,
  access: MachineAccess,
  { installation }: Context,
  events: SessionEvents,
): Promise<Result<Session, number>> {
  const { terminal } = access;
  const { target, object, name } = request;
  let warnings: string[] | undefined = [];
  const starting = new AbortController();
  const giveUp = (): void => starting.abort();
  if (terminal.signal.aborted) giveUp();
  else terminal.signal.addEventListener('abort', giveUp, { once: true });
  const started = await startSession(
    {
      target,
      object,
      source: name,
      loader: await readLoaders(installation),
      io: { ...access.io, signal: starting.signal },
    },
    {
      ...events,
      onLog: (level, text) => {
        if (level === 'debug') return;
        const line = `${target.name}: ${text}`;
        // While it loads, libbpf says itself of each refusal what is explained better below.
        if (level === 'warn' && warnings !== undefined) warnings.push(line);
        else terminal.note(line);
      },
      onMessage: (message) => {
        events.onMessage?.(message);
        if (message.type !== 'hello') return;
        void object.then((made) => {
          for (const why of made.ok ? notesBefore(message.lacks, made.value) : []) terminal.note(why);
        });
      },
    },
  );
  // From here on Ctrl-C ends the session, which then tells that nothing is left.
  terminal.signal.removeEventListener('abort', giveUp);
  const isExplained = !started.ok && started.error.program !== undefined;
  for (const line of isExplained ? [] : warnings) terminal.note(line);
  warnings = undefined;
  return started.ok ? started : failure(await explain(started.error, request, access));
}

/** The exit status, after it is said why. */
async function explain(failed: SessionFailure, request: LoadRequest, { terminal }: MachineAccess): Promise<number> {
  if (failed.code === 'cancelled') return Exit.interrupted;
  const nearest = await namesOn(request.target);
  const lines = refusalLines(failed, { source: request.source, colours: terminal.colours.error, nearest });
  terminal.text(lines);
  const logs = (failed.all ?? [failed]).flatMap(({ log }) => log ?? []);
  if (logs.length > 0 && request.log !== undefined) terminal.note(writeLog(request.log, logs.join('\n')));
  const complaint: Complaint = complaintOf(failed);
  if (lines.length === 0) terminal.complain(complaint);
  else
    terminal.note(
      logs.length === 0 || request.log !== undefined
        ? complaint.message
        : `${complaint.message}\n  --log FILE writes the verifier’s log.`,
    );
  return lines.length > 0 ? Exit.found : complaint.status;
}

function writeLog(path: string, log: string): string {
  try {
    writeFileSync(path, log);
    return `the verifier’s log is in ${path}`;
  } catch (error) {
    return `the verifier’s log cannot be written to ${path}: ${errorText(error)}`;
  }
}

/** From what is kept of the target; the machine is not asked for it. */
async function namesOn(target: ReachableTarget): Promise<(name: string) => readonly string[]> {
  const { capture } = await captureCache().current(target);
  const opened = capture && openFormats(capture.file);
  return (name) => (opened?.ok ? nearestNames(opened.value.index, name) : []);
}
