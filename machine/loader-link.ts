/** The running loader seen from here: commands go in, messages come out, pings keep its lease. */
import type { Result } from '../core/result';
import { longestLoaderLine, parseLoaderLine } from './loader-lines';
import type { AttachedMessage, HelloMessage, LoadedMessage, LoaderMessage, UnreadableLine } from './loader-messages';
import { commandLine, loadLine, type LoaderCommand, type LoadOptions } from './loader-commands';
import { Questions } from './loader-questions';
import type { Exit } from './process';
import type { PrivilegedProcess } from './privileged';
import type { SessionEvents, SessionState } from './session-events';
import {
  duringSession,
  failedFailure,
  loaderEnded,
  loaderNotStarted,
  refusedFailure,
  silent,
  withNext,
  wrongRequest,
  type SessionFailure,
} from './session-failures';
import type { ReachableTarget } from './target';

/** Milliseconds. */
export interface SessionTiming {
  /** Between pings. The loader ends by itself when it hears nothing for 15 s (`--lease 15` of bootstrapScript). */
  readonly ping: number;
  /** Without a line from the loader, although it is pinged, the connection counts as lost. */
  readonly silence: number;
  /** How long `stop` waits for the loader before it ends ssh. */
  readonly stop: number;
}

export const usualTiming: SessionTiming = { ping: 5000, silence: 20_000, stop: 5000 };

/** An object that is on its way to replace the one that runs. */
interface Reload {
  readonly resolve: (failed: SessionFailure | undefined) => void;
  loaded: LoadedMessage | undefined;
  readonly attached: AttachedMessage[];
  why: SessionFailure | undefined;
}

export class LoaderLink {
  readonly #target: ReachableTarget;
  readonly #process: PrivilegedProcess;
  readonly #events: SessionEvents;
  readonly #timing: SessionTiming;
  readonly #signal: AbortSignal | undefined;
  readonly #pings: NodeJS.Timeout;
  readonly #becomeReady: (failed: SessionFailure | undefined) => void;
  #heard = Date.now();
  #attached: AttachedMessage[] = [];
  #reload: Reload | undefined;
  readonly #questions: Questions;
  #why: SessionFailure | undefined;
  #endReason: string | undefined;

  state: SessionState = 'starting';
  failure: SessionFailure | undefined;
  hello: HelloMessage | undefined;
  loaded: LoadedMessage | undefined;
  /** Resolves when the programs are attached, or with why they are not. */
  readonly ready: Promise<SessionFailure | undefined>;
  readonly ended: Promise<void>;

  constructor(
    target: ReachableTarget,
    process: PrivilegedProcess,
    events: SessionEvents,
    timing: SessionTiming,
    signal: AbortSignal | undefined,
  ) {
    this.#target = target;
    this.#process = process;
    this.#events = events;
    this.#timing = timing;
    this.#signal = signal;
    this.#questions = new Questions(target.name);
    let becomeReady: (failed: SessionFailure | undefined) => void = () => undefined;
    this.ready = new Promise((resolve) => {
      becomeReady = resolve;
    });
    this.#becomeReady = becomeReady;
    this.#pings = setInterval(() => this.#ping(), timing.ping);
    this.ended = this.#run();
  }

  get attached(): readonly AttachedMessage[] {
    return this.#attached;
  }

  /** Loads the object; `ready` says how that ended. */
  load(object: Buffer, options: LoadOptions): void {
    this.#process.stdin.write(loadLine(object.length, options));
    this.#process.stdin.write(object);
  }

  /** Takes over what was kept under the name; `ready` says how that ended. */
  adopt(name: string): void {
    const line = commandLine({ do: 'adopt', name });
    if (line === undefined) this.#becomeReady(wrongRequest(this.#target.name, `${JSON.stringify(name)} is no name.`));
    else this.#process.stdin.write(line);
  }

  /**
   * Puts another object in the place of the one that runs: maps of the same name and shape keep their contents. Resolves
   * with why it could not be done, and what ran before goes on then, as it does where the failure's code is not that of an end.
   */
  async reload(object: Buffer, options: LoadOptions): Promise<SessionFailure | undefined> {
    if (this.state !== 'running') return loaderEnded(this.#target.name, this.state);
    if (this.#reload !== undefined) return wrongRequest(this.#target.name, 'The program is being loaded already.');
    const done = new Promise<SessionFailure | undefined>((resolve) => {
      this.#reload = { resolve, attached: [], why: undefined, loaded: undefined };
    });
    this.load(object, options);
    return done;
  }

  /** Tells the loader something; what it answers comes as messages. False: a name that it would not take. */
  send(command: LoaderCommand): boolean {
    const line = commandLine(command);
    if (line !== undefined) this.#process.stdin.write(line);
    return line !== undefined;
  }

  /** Asks, and resolves with the message of the given type that answers, or with why there is none. */
  ask<T extends LoaderMessage['type']>(
    command: LoaderCommand,
    type: T,
  ): Promise<Result<Extract<LoaderMessage, { type: T }>, SessionFailure>> {
    return this.#questions.ask(command.do, type, () => this.send(command));
  }

  async stop(): Promise<void> {
    if (this.state === 'starting' || this.state === 'running') {
      this.#change('stopping');
      this.#process.stdin.write('stop\n');
      const timer = setTimeout(() => this.#process.kill(), this.#timing.stop);
      await this.ended;
      clearTimeout(timer);
    }
    await this.ended;
  }

  #ping(): void {
    if (Date.now() - this.#heard < this.#timing.silence) {
      this.#process.stdin.write('ping\n');
      return;
    }
    this.#why ??= silent(this.#target.name);
    this.#process.kill();
  }

  async #run(): Promise<void> {
    for (;;) {
      const read = await this.#process.output.readLine(longestLoaderLine);
      if (read.kind === 'end') break;
      this.#heard = Date.now();
      if (read.kind === 'too-long') {
        this.#events.onLog?.('warn', `A line of ${read.bytes} bytes from the loader was left out.`);
      } else this.#take(parseLoaderLine(read.line));
    }
    clearInterval(this.#pings);
    // A loader that ended its output has nothing more to say, whatever keeps it; the end of its input ends it.
    this.#process.stdin.end();
    const timer = setTimeout(() => this.#process.kill(), this.#timing.stop);
    const exit = await this.#process.exited;
    clearTimeout(timer);
    this.#end(exit);
  }

  #take(message: LoaderMessage | UnreadableLine): void {
    if (message.type === 'unreadable') {
      this.#events.onLog?.('warn', `Not understood from the loader: ${message.line}`);
      return;
    }
    this.#events.onMessage?.(message);
    this.#questions.take(message);
    if (this.#reload !== undefined && this.#takeReload(this.#reload, message)) return;
    switch (message.type) {
      case 'hello':
        this.hello = message;
        break;
      case 'log':
        this.#events.onLog?.(message.level, message.text);
        break;
      case 'loaded':
        this.loaded = message;
        break;
      case 'attached':
        this.#attached = [...this.#attached, message];
        break;
      case 'ready':
        if (this.state === 'starting') this.#change('running');
        this.#becomeReady(undefined);
        break;
      case 'output':
        this.#events.onOutput?.(message);
        break;
      case 'lost':
        this.#events.onLost?.(message);
        break;
      case 'refused':
        this.#why = withNext(this.#why, refusedFailure(this.#target.name, message));
        break;
      case 'failed':
        this.#why = withNext(this.#why, failedFailure(this.#target.name, message));
        break;
      case 'stopped':
        this.#endReason = message.reason;
        break;
      default:
        break;
    }
  }

  /** True where the message is about the object that is to replace the one that runs. */
  #takeReload(reload: Reload, message: LoaderMessage): boolean {
    switch (message.type) {
      case 'loaded':
        reload.loaded = message;
        return true;
      case 'attached':
        reload.attached.push(message);
        return true;
      case 'refused':
        reload.why = withNext(reload.why, refusedFailure(this.#target.name, message));
        return true;
      case 'failed':
        reload.why = withNext(reload.why, failedFailure(this.#target.name, message));
        return true;
      case 'ready':
        this.loaded = reload.loaded;
        this.#attached = reload.attached;
        this.#reload = undefined;
        reload.resolve(undefined);
        return true;
      case 'unchanged':
        this.#reload = undefined;
        reload.resolve(reload.why ?? loaderEnded(this.#target.name, 'unchanged'));
        return true;
      default:
        return false;
    }
  }

  #end(exit: Exit): void {
    const wanted = this.state === 'stopping' || this.#signal?.aborted === true;
    if (wanted && this.#why === undefined) this.#change('stopped');
    else {
      this.failure = this.#why ?? this.#explain(exit);
      // A session that never ran is reported by whoever started it.
      if (this.state === 'starting') this.state = 'failed';
      else this.#change('failed', this.failure);
    }
    const end = this.failure ?? loaderEnded(this.#target.name, 'stopped');
    this.#becomeReady(end);
    this.#reload?.resolve(this.#reload.why ?? end);
    this.#reload = undefined;
    this.#questions.end(end);
  }

  #explain(exit: Exit): SessionFailure {
    const { name } = this.#target;
    if (this.#endReason !== undefined && this.#endReason !== 'failed') return loaderEnded(name, this.#endReason);
    if (this.hello === undefined && (exit.code === 126 || exit.code === 127))
      return loaderNotStarted(name, exit.stderr);
    return duringSession(this.#process.explain(exit));
  }

  #change(state: SessionState, why?: SessionFailure): void {
    this.state = state;
    this.#events.onState?.(state, why);
  }
}
