/** A session: one object file loaded on one target, from load to unload. */
import { failure, success, type Result } from '../core/result';
import { bootstrap, type Bootstrapped, type FindLoader } from './bootstrap';
import { cancelled, type Failure } from './failure';
import type { AttachedMessage, HelloMessage, LoadedMessage } from './loader-messages';
import { LoaderLink, usualTiming, type SessionTiming } from './loader-link';
import { startPrivileged, unexpectedWord, type MachineIo, type PrivilegedProcess } from './privileged';
import { bootstrapScript, loaderFolders } from './scripts/bootstrap';
import type { SessionEvents, SessionState } from './session-events';
import { duringSession, wrongRequest, type SessionFailure } from './session-failures';
import type { ReachableTarget } from './target';

export interface SessionRequest {
  readonly target: ReachableTarget;
  /** The object file's bytes. */
  readonly object: Buffer;
  readonly loader: FindLoader;
  readonly io: MachineIo;
  /** Names of the programs to load; all that load by default if absent. */
  readonly only?: readonly string[];
  /** Folders on the target, in place of the usual ones. */
  readonly folders?: readonly string[];
  readonly timing?: Partial<SessionTiming>;
}

export interface Session {
  readonly target: ReachableTarget;
  readonly state: SessionState;
  /** Set where the state is `failed`. */
  readonly failure: SessionFailure | undefined;
  readonly hello: HelloMessage | undefined;
  readonly loaded: LoadedMessage | undefined;
  readonly attached: readonly AttachedMessage[];
  /** Whether the loader had to be sent. */
  readonly uploaded: boolean;
  /** Detaches and unloads; resolves when nothing runs any more, or when ssh had to be ended. May be called again. */
  readonly stop: () => Promise<void>;
  /** Resolves when the state is `stopped` or `failed`. */
  readonly ended: Promise<void>;
}

/**
 * Loads and attaches; resolves when every program is proven attached, or with why not. Failure codes: those of
 * `startPrivileged` and `bootstrap`, `refused` (with `program` and `log`), those of `failedFailure`, `loader-not-started`,
 * `loader-ended`, `connection-lost`, `wrong-request`, `cancelled`.
 */
export async function startSession(
  request: SessionRequest,
  events: SessionEvents,
): Promise<Result<Session, SessionFailure>> {
  events.onState?.('starting');
  const started = await start(request, events);
  if (!started.ok) events.onState?.('failed', started.error);
  return started;
}

async function start(request: SessionRequest, events: SessionEvents): Promise<Result<Session, SessionFailure>> {
  const { target, io } = request;
  const wrong = (request.only ?? []).find((name) => !/^[A-Za-z_][A-Za-z0-9_.]{0,126}$/.test(name));
  if (wrong !== undefined) return failure(wrongRequest(target.name, `${JSON.stringify(wrong)} is no program's name.`));
  const running = await startPrivileged(
    target,
    { script: bootstrapScript, arguments: request.folders ?? loaderFolders },
    io,
  );
  if (!running.ok) return running;
  if ('word' in running.value) return failure(unexpectedWord(target, running.value.word));
  const process = running.value;
  const ready = await bootstrap(target.name, process, request.loader);
  if (!ready.ok) {
    process.kill();
    return failure(explained(request, ready.error));
  }
  return load(request, events, process, ready.value);
}

async function load(
  request: SessionRequest,
  events: SessionEvents,
  process: PrivilegedProcess,
  { uploaded, altered }: Bootstrapped,
): Promise<Result<Session, SessionFailure>> {
  const { target } = request;
  if (altered) {
    events.onLog?.('warn', `The loader kept on ${target.name} had been altered. It was removed and sent anew.`);
  }
  const link = new LoaderLink(target, process, events, { ...usualTiming, ...request.timing }, request.io.signal);
  link.load(request.object, request.only ?? []);
  const failed = await link.ready;
  if (failed !== undefined) return failure(explained(request, failed));
  return success({
    target,
    get state() {
      return link.state;
    },
    get failure() {
      return link.failure;
    },
    get hello() {
      return link.hello;
    },
    get loaded() {
      return link.loaded;
    },
    get attached() {
      return link.attached;
    },
    uploaded,
    stop: () => link.stop(),
    ended: link.ended,
  });
}

function explained({ target, io }: SessionRequest, why: Failure): SessionFailure {
  return io.signal?.aborted === true ? cancelled(target.name) : duringSession(why);
}
