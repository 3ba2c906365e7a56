/** What the loader says, message by message. loader-lines.ts reads them; docs/loader.md lists them with the commands. */

export interface Lack {
  /** `btf`, `trace-instances`: what the kernel or the account lacks. */
  readonly what: string;
  readonly why: string;
}

export interface LoadedProgram {
  readonly name: string;
  readonly section: string;
  readonly id: number;
}

export interface LoadedMap {
  readonly name: string;
  readonly id: number;
  /** `hash`, `array`, `ringbuf`: as bpftool names map types. */
  readonly kind: string;
  /** Bytes. */
  readonly keySize: number;
  /** Bytes. */
  readonly valueSize: number;
  readonly maxEntries: number;
  /** Taken over with its contents from the session before. */
  readonly reused?: boolean;
}

export interface HelloMessage {
  readonly type: 'hello';
  /** The loader's version. */
  readonly loader: string;
  /** `uname -r`. */
  readonly kernel: string;
  /** `uname -v`. */
  readonly build: string;
  /** `uname -m`. */
  readonly machine: string;
  readonly lacks: readonly Lack[];
}

export interface LogMessage {
  readonly type: 'log';
  /** `debug`, `info`, `warn`, `error`. */
  readonly level: string;
  readonly text: string;
}

export interface LoadedMessage {
  readonly type: 'loaded';
  readonly programs: readonly LoadedProgram[];
  readonly maps: readonly LoadedMap[];
}

export interface AttachedMessage {
  readonly type: 'attached';
  readonly program: string;
  readonly section: string;
  /** `category/event`. */
  readonly tracepoint: string;
  readonly programId: number;
  /** Kernels from 5.15 on. */
  readonly linkId?: number;
  /** How it is known that the program is attached. */
  readonly proof: string;
}

export interface ReadyMessage {
  readonly type: 'ready';
  readonly programs: number;
}

/** One line that a program printed with bpf_printk. */
export interface OutputMessage {
  readonly type: 'output';
  /** Seconds since boot, as the trace prints it: `1234.567890`. */
  readonly time: string;
  readonly cpu: number;
  /** Name of the task that hit the tracepoint. */
  readonly task: string;
  readonly pid: number;
  readonly text: string;
}

export interface LostMessage {
  readonly type: 'lost';
  /** Lines that the kernel's buffer had no room for. */
  readonly count: number;
}

/** The verifier refused a program. */
export interface RefusedMessage {
  readonly type: 'refused';
  readonly program: string;
  readonly errno: number;
  readonly reason: string;
  readonly log: string;
}

export type FailedStage = 'open' | 'load' | 'attach' | 'trace' | 'protocol' | 'arch' | 'adopt' | 'keep';

export interface FailedMessage {
  readonly type: 'failed';
  readonly stage: FailedStage;
  readonly program?: string;
  readonly errno: number;
  readonly reason: string;
  /** Tells failures of one stage apart, e.g. `past-record-end`, `lockdown`: docs/loader.md lists them. */
  readonly cause?: string;
}

export interface PongMessage {
  readonly type: 'pong';
}

export interface StoppedMessage {
  readonly type: 'stopped';
  /** `stop`, `stdin-closed`, `lease`, `signal`, `killed`, `failed`. */
  readonly reason: string;
}

/** A command on a session could not be done; the session goes on. */
export interface DeniedMessage {
  readonly type: 'denied';
  /** The command's word. */
  readonly command: string;
  /** 0 when no system call failed. */
  readonly errno: number;
  readonly reason: string;
}

/** A `load` on a running session failed, which `refused` or `failed` has said: what ran before goes on. */
export interface UnchangedMessage {
  readonly type: 'unchanged';
}

export interface ProgramStats {
  readonly id: number;
  readonly runs: number;
  /** All runs together, ns. */
  readonly ns: number;
  /** Runs that the kernel left out because the program was running already on that CPU. */
  readonly missed: number;
}

/** Run counts since the programs were loaded; counted only while statistics are on. */
export interface StatsMessage {
  readonly type: 'stats';
  /** ns since boot (CLOCK_MONOTONIC). */
  readonly time: number;
  readonly programs: readonly ProgramStats[];
}

export interface MapEntry {
  readonly key: Uint8Array;
  /** Per-CPU maps: one value after the other, each padded to a multiple of 8 bytes. */
  readonly value: Uint8Array;
}

export interface MapMessage {
  readonly type: 'map';
  /** The map's id. */
  readonly id: number;
  /** ns since boot. */
  readonly time: number;
  /** Values in each entry: the possible CPUs of a per-CPU map, else 1. */
  readonly cpus: number;
  readonly entries: readonly MapEntry[];
  /** The map has more entries than a message takes. */
  readonly truncated: boolean;
}

export interface BufferRecord {
  /** -1 in a ring buffer, which does not say. */
  readonly cpu: number;
  readonly data: Uint8Array;
}

/** What came through a ring or perf buffer since the message before. */
export interface EventsMessage {
  readonly type: 'events';
  /** The map's id. */
  readonly id: number;
  /** ns since boot. */
  readonly time: number;
  /** Records that came; `records` can be fewer, where the connection does not carry all. */
  readonly count: number;
  /** Records that the kernel had no room for and counted (perf buffers). */
  readonly lost: number;
  /** A ring buffer was found so full that records may have been lost, which the kernel does not count. */
  readonly full: boolean;
  readonly records: readonly BufferRecord[];
}

/** Programs that were told to go on without a session. */
export interface KeptEntry {
  readonly name: string;
  /** File name of the source. */
  readonly source: string;
  /** Seconds since 1970 on the target's clock. */
  readonly since: number;
  /** When it unloads itself, as `since`; 0: never. */
  readonly until: number;
  /** Seconds until then when it was asked, rounded up, on a clock that nobody sets; 0: it never does, or the time is up. */
  readonly left: number;
  /** What is wrong with it, '' if nothing: a pin that is gone or is not what was pinned. */
  readonly problem: string;
  readonly programs: readonly LoadedProgram[];
  readonly maps: readonly LoadedMap[];
}

export interface KeptMessage {
  readonly type: 'kept';
  readonly entries: readonly KeptEntry[];
}

/** `keep` is done: the programs outlive the session. */
export interface PinnedMessage {
  readonly type: 'pinned';
  readonly name: string;
  /** As in `KeptEntry`. */
  readonly until: number;
}

export interface UnloadedMessage {
  readonly type: 'unloaded';
  readonly name: string;
}

/** The object file of a kept session that is adopted. */
export interface ObjectMessage {
  readonly type: 'object';
  readonly data: Uint8Array;
}

/** A piece of a text file: `vmlinux` is vmlinux.h. */
export interface TextMessage {
  readonly type: 'text';
  readonly name: string;
  readonly text: string;
  readonly last: boolean;
}

export interface MeasuringMessage {
  readonly type: 'measuring';
  readonly done: number;
  readonly of: number;
}

export interface Measurement {
  /** What was done again and again: `task rename`. */
  readonly workload: string;
  /** The one program that was attached; '' none. */
  readonly program: string;
  /** ns an operation: median, least and greatest over the rounds. */
  readonly ns: number;
  readonly least: number;
  readonly most: number;
  /** Operations in all rounds. */
  readonly operations: number;
  /** Times that the program ran, by the kernel's count. */
  readonly runs: number;
}

export interface MeasuredMessage {
  readonly type: 'measured';
  readonly rows: readonly Measurement[];
}

export type LoaderMessage =
  | HelloMessage
  | LogMessage
  | LoadedMessage
  | AttachedMessage
  | ReadyMessage
  | OutputMessage
  | LostMessage
  | RefusedMessage
  | FailedMessage
  | PongMessage
  | StoppedMessage
  | DeniedMessage
  | UnchangedMessage
  | StatsMessage
  | MapMessage
  | EventsMessage
  | KeptMessage
  | PinnedMessage
  | UnloadedMessage
  | ObjectMessage
  | TextMessage
  | MeasuringMessage
  | MeasuredMessage;

/** A line that is no message; `line` is cut to 2,000 characters. */
export interface UnreadableLine {
  readonly type: 'unreadable';
  readonly line: string;
}
