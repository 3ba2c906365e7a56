/** What the loader says: JSON, one message a line. The target is another machine: nothing of it is taken unchecked. */

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

export type FailedStage = 'open' | 'load' | 'attach' | 'trace' | 'protocol' | 'arch';

export interface FailedMessage {
  readonly type: 'failed';
  readonly stage: FailedStage;
  readonly program?: string;
  readonly errno: number;
  readonly reason: string;
}

export interface PongMessage {
  readonly type: 'pong';
}

export interface StoppedMessage {
  readonly type: 'stopped';
  /** `stop`, `stdin-closed`, `lease`, `signal`, `killed`, `failed`. */
  readonly reason: string;
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
  | StoppedMessage;

/** A line that is no message; `line` is cut to 2,000 characters. */
export interface UnreadableLine {
  readonly type: 'unreadable';
  readonly line: string;
}

/** Bytes. A verifier log can have 16 MB, more in JSON. */
export const longestLoaderLine = 32 * 1024 * 1024;
/** Characters of a verifier log that are kept: its end, where the reason stands. */
const longestLog = 16 * 1024 * 1024;
/** Characters of any other text. The kernel's lines are shorter than a page. */
const longestText = 64 * 1024;
/** Programs, maps or lacks in one message. */
const mostEntries = 1000;

type Fields = Readonly<Record<string, unknown>>;

/** Reads one line. Members that are not known are left out; one that is missing or of the wrong type makes it unreadable. */
export function parseLoaderLine(line: string): LoaderMessage | UnreadableLine {
  const unreadable: UnreadableLine = { type: 'unreadable', line: line.slice(0, 2000) };
  if (line.length > longestLoaderLine) return unreadable;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return unreadable;
  }
  if (!isFields(value)) return unreadable;
  return readMessage(value) ?? unreadable;
}

function readMessage(fields: Fields): LoaderMessage | undefined {
  switch (fields['type']) {
    case 'hello':
      return readHello(fields);
    case 'log':
      return whole({ type: 'log', level: text(fields['level']), text: text(fields['text']) });
    case 'loaded':
      return whole({
        type: 'loaded',
        programs: list(fields['programs'], readProgram),
        maps: list(fields['maps'], readMap),
      });
    case 'attached':
      return readAttached(fields);
    case 'ready':
      return whole({ type: 'ready', programs: count(fields['programs']) });
    case 'output':
      return readOutput(fields);
    case 'lost':
      return whole({ type: 'lost', count: count(fields['count']) });
    case 'refused':
      return readRefused(fields);
    case 'failed':
      return readFailed(fields);
    case 'pong':
      return { type: 'pong' };
    case 'stopped':
      return whole({ type: 'stopped', reason: text(fields['reason']) });
    default:
      return undefined;
  }
}

function readHello(fields: Fields): HelloMessage | undefined {
  return whole({
    type: 'hello',
    loader: text(fields['loader']),
    kernel: text(fields['kernel']),
    build: text(fields['build']),
    machine: text(fields['machine']),
    lacks: list(fields['lacks'], (lack) => whole({ what: text(lack['what']), why: text(lack['why']) })),
  });
}

function readProgram(fields: Fields): LoadedProgram | undefined {
  return whole({ name: text(fields['name']), section: text(fields['section']), id: count(fields['id']) });
}

function readMap(fields: Fields): LoadedMap | undefined {
  return whole({
    name: text(fields['name']),
    id: count(fields['id']),
    kind: text(fields['kind']),
    keySize: count(fields['keySize']),
    valueSize: count(fields['valueSize']),
    maxEntries: count(fields['maxEntries']),
  });
}

function readAttached(fields: Fields): AttachedMessage | undefined {
  const linkId = count(fields['linkId']);
  const message = whole({
    type: 'attached' as const,
    program: text(fields['program']),
    section: text(fields['section']),
    tracepoint: text(fields['tracepoint']),
    programId: count(fields['programId']),
    proof: text(fields['proof']),
  });
  return message === undefined || linkId === undefined ? message : { ...message, linkId };
}

function readOutput(fields: Fields): OutputMessage | undefined {
  return whole({
    type: 'output',
    time: text(fields['time']),
    cpu: count(fields['cpu']),
    task: text(fields['task']),
    pid: count(fields['pid']),
    text: text(fields['text']),
  });
}

function readRefused(fields: Fields): RefusedMessage | undefined {
  const log = fields['log'];
  return whole({
    type: 'refused',
    program: text(fields['program']),
    errno: count(fields['errno']),
    reason: text(fields['reason']),
    log: typeof log === 'string' ? log.slice(-longestLog) : undefined,
  });
}

const stages: ReadonlySet<unknown> = new Set<FailedStage>(['open', 'load', 'attach', 'trace', 'protocol', 'arch']);

function readFailed(fields: Fields): FailedMessage | undefined {
  const stage = fields['stage'];
  if (!stages.has(stage)) return undefined;
  const program = text(fields['program']);
  const message = whole({
    type: 'failed' as const,
    stage: stage as FailedStage,
    errno: count(fields['errno']),
    reason: text(fields['reason']),
  });
  return message === undefined || program === undefined ? message : { ...message, program };
}

/** The object, or undefined where any of its members is. */
function whole<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T | undefined {
  return Object.values(object).includes(undefined) ? undefined : (object as T);
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.slice(0, longestText) : undefined;

/** A whole number from 0: ids, sizes and error numbers. */
const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

/** Every entry, or undefined where one is wrong or there are too many. */
function list<T>(value: unknown, read: (entry: Fields) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value) || value.length > mostEntries) return undefined;
  const entries: T[] = [];
  for (const entry of value as unknown[]) {
    const one = isFields(entry) ? read(entry) : undefined;
    if (one === undefined) return undefined;
    entries.push(one);
  }
  return entries;
}
