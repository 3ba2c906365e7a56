/** A session: one object file loaded on one target, from load to unload. */
import { failure, success, type Result } from '../core/result';
import { bootstrap, bootstrapArguments, type FindLoader } from './bootstrap';
import { cancelled, type Failure } from './failure';
import type { AttachedMessage, HelloMessage, LoadedMessage } from './loader-messages';
import { wrongProgram, type LoadOptions } from './loader-commands';
import { LoaderLink, usualTiming, type SessionTiming } from './loader-link';
import { startPrivileged, unexpectedWord, type MachineIo } from './privileged';
import { bootstrapScript, loaderFolders } from './scripts/bootstrap';
import type { SessionEvents, SessionState } from './session-events';
import { duringSession, wrongRequest, type SessionFailure } from './session-failures';
import type { ReachableTarget } from './target';

/** What a loader is started with. */
export interface LoaderRequest {
  readonly target: ReachableTarget;
  readonly loader: FindLoader;
  readonly io: MachineIo;
  /** Folders on the target, in place of the usual ones. */
  readonly folders?: readonly string[];
  readonly timing?: Partial<SessionTiming>;
}

export interface SessionRequest extends LoaderRequest, LoadOptions {
  /**
   * The object file's bytes; or the promise of them, such as a compilation that goes on while the machine is being reached. Its
   * failure becomes the session's, and ends what was started on the machine. It must not reject.
   */
  readonly object: Buffer | Promise<Result<Buffer, SessionFailure>>;
}

/** A loader that has loaded nothing yet. */
export interface StartedLoader {
  readonly link: LoaderLink;
  /** Whether the loader had to be sent. */
  readonly uploaded: boolean;
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
  readonly send: LoaderLink['send'];
  readonly ask: LoaderLink['ask'];
  readonly reload: LoaderLink['reload'];
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

/** Takes over what a session kept on the target under that name. Failure codes: as `startSession`, and `adopt-failed`. */
export async function adoptSession(
  request: LoaderRequest & { readonly name: string },
  events: SessionEvents,
): Promise<Result<Session, SessionFailure>> {
  const started = await startLoader(request, events);
  if (!started.ok) return started;
  started.value.link.adopt(request.name);
  return becomeSession(request, started.value);
}

/** Starts a loader that loads nothing by itself: for what is kept there, for vmlinux.h. Failure codes: as `startSession`. */
export async function startLoader(
  request: LoaderRequest,
  events: SessionEvents,
): Promise<Result<StartedLoader, SessionFailure>> {
  const { target, io } = request;
  const running = await startPrivileged(
    target,
    {
      script: bootstrapScript,
      arguments: bootstrapArguments(request.loader, request.folders ?? loaderFolders),
    },
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
  const { uploaded, altered } = ready.value;
  if (altered) {
    events.onLog?.('warn', `The loader kept on ${target.name} had been altered. It was removed and sent anew.`);
  }
  const link = new LoaderLink(target, process, events, { ...usualTiming, ...request.timing }, io.signal);
  return success({ link, uploaded });
}

async function start(request: SessionRequest, events: SessionEvents): Promise<Result<Session, SessionFailure>> {
  const { target, io, only = [], source } = request;
  const wrong = wrongProgram(only);
  if (wrong !== undefined) return failure(wrongRequest(target.name, `${JSON.stringify(wrong)} is no program's name.`));
  const giveUp = new AbortController();
  const making = Promise.resolve(request.object).then((made) => {
    const object = Buffer.isBuffer(made) ? success(made) : made;
    if (!object.ok) giveUp.abort();
    return object;
  });
  const signal = io.signal === undefined ? giveUp.signal : AbortSignal.any([io.signal, giveUp.signal]);
  const started = await startLoader({ ...request, io: { ...io, signal } }, events);
  // A machine that cannot be reached is told at once, without the rest of a long compilation.
  if (!started.ok && !giveUp.signal.aborted) return started;
  const object = await making;
  if (!object.ok) {
    if (started.ok) await started.value.link.ended;
    return object;
  }
  if (!started.ok) return started;
  started.value.link.load(object.value, { only, ...(source === undefined ? {} : { source }) });
  const session = await becomeSession(request, started.value);
  return session.ok ? session : failure({ ...session.error, object: object.value });
}

async function becomeSession(
  request: LoaderRequest,
  { link, uploaded }: StartedLoader,
): Promise<Result<Session, SessionFailure>> {
  const failed = await link.ready;
  if (failed !== undefined) return failure(aboutLoad(explained(request, failed), link.hello));
  return success(session(request.target, link, uploaded));
}

function session(target: ReachableTarget, link: LoaderLink, uploaded: boolean): Session {
  return {
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
    send: (command) => link.send(command),
    ask: (command, type) => link.ask(command, type),
    reload: async (object, options) => {
      const failed = await link.reload(object, options);
      return failed && { ...aboutLoad(failed, link.hello), object };
    },
    stop: () => link.stop(),
    ended: link.ended,
  };
}

const aboutLoad = (why: SessionFailure, hello: HelloMessage | undefined): SessionFailure =>
  hello === undefined ? why : { ...why, kernel: hello.kernel };

function explained({ target, io }: LoaderRequest, why: Failure): SessionFailure {
  return io.signal?.aborted === true ? cancelled(target.name) : duringSession(why);
}
