/** What went wrong in a session, for people. */
import { adviceFor } from './cause-advice';
import { describeFailure, type Failure } from './failure';
import type { DeniedMessage, FailedMessage, FailedStage, RefusedMessage } from './loader-messages';

export interface SessionFailure extends Failure {
  /** Name of the program (C function) that it is about. */
  readonly program?: string;
  /** The verifier's log, where it refused the program. */
  readonly log?: string;
  /** Error number of the kernel, where there is one. */
  readonly errno?: number;
  /** The loader's word for why: docs/loader.md. */
  readonly cause?: string;
  /** Every refusal and failure of the load, this one first, where the loader told of any. */
  readonly all?: readonly SessionFailure[];
  /** The object file that was to be loaded. */
  readonly object?: Uint8Array;
  /** The target's kernel (`uname -r`), where it came to a greeting. */
  readonly kernel?: string;
}

/** Code `refused`. */
export function refusedFailure(machine: string, message: RefusedMessage): SessionFailure {
  const { program, log, errno, reason } = message;
  return {
    ...describeFailure(
      'refused',
      machine,
      `The kernel of ${machine} refused the program ${program}: ${reason}.`,
      "The verifier's log says what it did not accept.",
    ),
    program,
    log,
    errno,
  };
}

interface StageWords {
  readonly code: string;
  readonly what: (program: string) => string;
  readonly advice: string;
}

const stageWords: Readonly<Record<FailedStage, StageWords>> = {
  open: {
    code: 'object-unusable',
    what: () => 'The object cannot be used',
    advice: 'Compile the program again; the log shows what the loader said.',
  },
  load: {
    code: 'load-failed',
    what: (program) => `${program} could not be loaded`,
    advice: 'The log shows what the loader said. A kernel in lockdown, or a container, keeps BPF from root too.',
  },
  attach: {
    code: 'attach-failed',
    what: (program) => `${program} could not be attached`,
    advice: "Check the tracepoint's name, and that the program reads no further than its record on this kernel.",
  },
  trace: {
    code: 'trace-failed',
    what: () => 'The output cannot be read',
    advice: 'Check that tracefs is mounted there: mount -t tracefs nodev /sys/kernel/tracing',
  },
  protocol: {
    code: 'protocol-error',
    what: () => 'The loader did not understand the extension',
    advice: 'Install the extension again.',
  },
  arch: {
    code: 'wrong-architecture',
    what: () => 'The object is for another kind of machine',
    advice: 'Compile the program for this target.',
  },
  adopt: {
    code: 'adopt-failed',
    what: () => 'What was kept cannot be taken over',
    advice: 'It can be unloaded, and the program loaded again.',
  },
  keep: {
    code: 'keep-failed',
    what: () => 'What is kept cannot be replaced',
    advice: 'Show Kept Programs tells what is there now.',
  },
};

/** Codes: `object-unusable`, `load-failed`, `attach-failed`, `trace-failed`, `protocol-error`, `wrong-architecture`, `adopt-failed`, `keep-failed`. */
export function failedFailure(machine: string, message: FailedMessage): SessionFailure {
  const { code, what, advice } = stageWords[message.stage];
  const { program, errno, reason, cause } = message;
  const subject = what(program === undefined ? 'The program' : `The program ${program}`);
  return {
    ...describeFailure(
      code,
      machine,
      `${subject} on ${machine}: ${reason.replace(/\.$/, '')}.`,
      adviceFor(cause) ?? advice,
      reason,
    ),
    ...(program === undefined ? {} : { program }),
    ...(cause === undefined ? {} : { cause }),
    ...(errno === 0 ? {} : { errno }),
  };
}

/** The loader finds at most 16 refusals, or a failure for each of an object's programs; more are of no use to anybody. */
const mostFailures = 100;
/** Characters: of the logs after the first, their end, where the reason stands. */
const furtherLog = 2 * 1024 * 1024;

/** The first failure of a load with those that followed it. */
export function withNext(first: SessionFailure | undefined, next: SessionFailure): SessionFailure {
  if (first === undefined) return { ...next, all: [next] };
  const all = first.all ?? [first];
  if (all.length >= mostFailures) return first;
  return { ...first, all: [...all, next.log === undefined ? next : { ...next, log: next.log.slice(-furtherLog) }] };
}

const CHECK_NETWORK = 'Check your network and that the machine is on';

/** Adds what people want to know most when a connection is lost in the middle of a session. */
export function duringSession(reason: Failure): SessionFailure {
  if (reason.code !== 'connection-lost') return reason;
  return {
    ...reason,
    advice: `The loader there detaches the programs by itself, within seconds. ${CHECK_NETWORK}, then load again.`,
  };
}

/** Code `connection-lost`: nothing was heard although the connection seems to be there. */
export const silent = (machine: string): SessionFailure =>
  duringSession(
    describeFailure('connection-lost', machine, `${machine} does not answer any more.`, '', 'no answer to pings'),
  );

/** Code `loader-ended`: it ended without being told, as by a kill on the target. */
export const loaderEnded = (machine: string, reason: string): SessionFailure =>
  describeFailure(
    'loader-ended',
    machine,
    `The loader on ${machine} was ended there (${reason}).`,
    'Its programs are detached. Load again.',
  );

/** A session that only looked at what is kept under a name has ended: nothing that it says of the programs is so. */
export function whileKept(reason: SessionFailure, name: string): SessionFailure {
  const check =
    reason.code === 'connection-lost' ? `${CHECK_NETWORK}, then take it over again.` : 'Take it over again.';
  return { ...reason, advice: `What is kept there as ${name} goes on without it. ${check}` };
}

/** Code `loader-not-started`: the shell could not run it (status 126 or 127). */
export const loaderNotStarted = (machine: string, stderr: string): SessionFailure =>
  describeFailure(
    'loader-not-started',
    machine,
    `The loader cannot be run on ${machine}.`,
    'Check that /var/cache is not mounted with noexec, and that no policy forbids programs there.',
    stderr,
  );

/** Code `too-many-names` and the like: the request itself is wrong. */
export const wrongRequest = (machine: string, message: string): SessionFailure =>
  describeFailure('wrong-request', machine, message, 'Name programs as the C functions are named.');

/** Code `denied`: a command on a session could not be done. The session goes on. */
export const denied = (machine: string, { command, reason, errno }: DeniedMessage): SessionFailure => ({
  ...describeFailure(
    'denied',
    machine,
    `${machine}: ${reason.replace(/\.$/, '')}.`,
    'The program goes on as before.',
    command,
  ),
  ...(errno === 0 ? {} : { errno }),
});
