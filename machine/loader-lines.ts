/** Reads the loader's lines: JSON, one message a line. The target is another machine: nothing of it is taken unchecked. */
import { count, isFields, list, text, whole, type Fields } from './json-fields';
import { readDataMessage, readMap, readProgram } from './loader-data-lines';
import type {
  AttachedMessage,
  FailedMessage,
  FailedStage,
  HelloMessage,
  LoaderMessage,
  OutputMessage,
  RefusedMessage,
  UnreadableLine,
} from './loader-messages';

/** Bytes. A verifier log can have 16 MB, more in JSON. */
export const longestLoaderLine = 32 * 1024 * 1024;
/** Characters of a verifier log that are kept: its end, where the reason stands. */
const longestLog = 16 * 1024 * 1024;

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
    case 'unchanged':
      return { type: 'unchanged' };
    case 'denied':
      return whole({
        type: 'denied',
        command: text(fields['command']),
        errno: count(fields['errno']),
        reason: text(fields['reason']),
      });
    default:
      return readDataMessage(fields);
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

const stages: ReadonlySet<unknown> = new Set<FailedStage>([
  'open',
  'load',
  'attach',
  'trace',
  'protocol',
  'arch',
  'adopt',
  'keep',
]);

function readFailed(fields: Fields): FailedMessage | undefined {
  const stage = fields['stage'];
  if (!stages.has(stage)) return undefined;
  const program = text(fields['program']);
  const cause = text(fields['cause']);
  const message = whole({
    type: 'failed' as const,
    stage: stage as FailedStage,
    errno: count(fields['errno']),
    reason: text(fields['reason']),
  });
  if (message === undefined) return undefined;
  return { ...message, ...(program === undefined ? {} : { program }), ...(cause === undefined ? {} : { cause }) };
}
