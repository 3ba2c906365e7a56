/** One session that runs, as everything in the editor sees it: what is loaded, how often it runs, and each message of its loader. */
import type { Uri } from 'vscode';
import type { LoadedMap, LoaderMessage } from '../../machine/loader-messages';
import type { Session } from '../../machine/session';
import type { SessionFailure } from '../../machine/session-failures';
import type { ReachableTarget } from '../../machine/target';
import { Rates, type ProgramRate } from './rates';
import { Signal, type Event, type Subscription } from '../signal';
import { Watches } from './watches';

export interface RunningProgram {
  readonly name: string;
  readonly section: string;
  /** The kernel's id. */
  readonly id: number;
  /** `category/event`, where it is attached to one. */
  readonly tracepoint: string | undefined;
}

/** Where a session is to be found again after the editor is gone. */
export interface Kept {
  readonly name: string;
  /** Seconds since 1970 on the target's clock; 0: no limit. */
  readonly until: number;
}

export interface RunningRequest {
  /** The source file; of scheme `bpf-kept` where a kept session was taken over whose source is not in this workspace. */
  readonly source: Uri;
  /** File name of the source. */
  readonly name: string;
  readonly session: Session;
  /** The object file that runs. */
  readonly object: Buffer;
  /** Tells every message of the session's loader. */
  readonly messages: Signal<LoaderMessage>;
  readonly kept?: Kept;
}

/** Milliseconds between two counts. */
const PERIOD = 1000;

export class RunningSession {
  readonly source: Uri;
  readonly session: Session;
  readonly target: ReachableTarget;
  /** Name of the file: `exec.bpf.c`. */
  readonly name: string;
  /** `exec.bpf.c on box`. */
  readonly title: string;
  /** Every message of the loader, as it comes: before `session` and this have taken it. `onDidReplace` tells of new maps. */
  readonly onMessage: Event<LoaderMessage>;
  /** The maps that are read for whoever looks at them. */
  readonly watches: Watches;
  private readonly changed = new Signal<void>();
  /** Counts, what is kept, or whether statistics can be had changed. */
  readonly onDidChange = this.changed.event;
  private readonly replaced = new Signal<void>();
  /** Another object runs now: `object`, `programs` and `maps` are new. */
  readonly onDidReplace = this.replaced.event;
  private readonly rates = new Rates();
  private readonly subscription: Subscription;
  private currentObject: Buffer;
  private watchers = 0;
  private refusal: string | undefined;
  private keptAs: Kept | undefined;

  constructor(request: RunningRequest) {
    this.source = request.source;
    this.session = request.session;
    this.watches = new Watches((map, ms) => request.session.send({ do: 'watch', map, ms }));
    this.target = request.session.target;
    this.name = request.name;
    this.title = `${request.name} on ${request.session.target.name}`;
    this.onMessage = request.messages.event;
    this.currentObject = request.object;
    this.keptAs = request.kept;
    this.subscription = request.messages.event((message) => this.take(message));
  }

  /** Bytes of the object file that runs, e.g. for its BTF. */
  get object(): Buffer {
    return this.currentObject;
  }

  get programs(): readonly RunningProgram[] {
    const { loaded, attached } = this.session;
    return (loaded?.programs ?? []).map(({ name, section, id }) => ({
      name,
      section,
      id,
      tracepoint: attached.find(({ programId }) => programId === id)?.tracepoint,
    }));
  }

  get maps(): readonly LoadedMap[] {
    return this.session.loaded?.maps ?? [];
  }

  get kept(): Kept | undefined {
    return this.keptAs;
  }

  /** Why there are no statistics, in the loader's words; undefined where there are, or nobody asked. */
  get noStatistics(): string | undefined {
    return this.refusal;
  }

  rateOf(programId: number): ProgramRate | undefined {
    return this.rates.of(programId);
  }

  /** Turns statistics on until the subscription is disposed of, and nobody else wants them. They cost the target time. */
  wantStatistics(): Subscription {
    if (this.watchers++ === 0) this.session.send({ do: 'stats', ms: PERIOD });
    let wanted = true;
    return {
      dispose: () => {
        if (!wanted) return;
        wanted = false;
        if (--this.watchers > 0) return;
        this.session.send({ do: 'stats', ms: 0 });
        this.rates.pause();
        this.changed.fire();
      },
    };
  }

  /** Replaces what runs; maps of the same name and shape keep their contents. Returns why not, and what ran before goes on then. */
  async reload(object: Buffer): Promise<SessionFailure | undefined> {
    const failed = await this.session.reload(object, { source: this.name });
    if (failed !== undefined) return failed;
    this.currentObject = object;
    this.rates.keepOnly(new Set(this.programs.map(({ id }) => id)));
    this.replaced.fire();
    this.changed.fire();
    return undefined;
  }

  /** It goes on by itself from now on: this session only looks at it. Undefined: it is unloaded, and nothing of it runs. */
  setKept(kept: Kept | undefined): void {
    this.keptAs = kept;
    this.changed.fire();
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
    this.replaced.dispose();
  }

  private take(message: LoaderMessage): void {
    if (message.type === 'stats') {
      this.refusal = undefined;
      this.rates.take(message);
    } else if (message.type === 'denied' && message.command === 'stats') this.refusal = message.reason;
    else return;
    this.changed.fire();
  }
}
