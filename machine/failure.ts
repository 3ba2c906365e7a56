import { withoutLinks } from '../core/without-links';

/** Why something that depends on a machine, a process or a file did not work, in words for people. */
export interface Failure {
  /** Stable word for code to compare: `connection-refused`, `not-permitted`, `clang-missing`. */
  readonly code: string;
  /** Name of the target it happened on, or `this machine`. */
  readonly machine: string;
  /** One sentence: what happened, and on which machine. */
  readonly message: string;
  /** What to do about it, in one or two sentences. */
  readonly advice: string;
  /** Raw output of the program that failed, for the log. Never holds a password. */
  readonly detail?: string;
}

/** How the failures of this machine itself name it. */
export const thisMachine = 'this machine';

/**
 * A failure with `detail` left out where there is nothing to say. Message and advice can quote what a machine, a kernel or a file
 * said, and are shown where `[text](command:…)` would be a link that runs something: they hold no such link.
 */
export function describeFailure(
  code: string,
  machine: string,
  message: string,
  advice: string,
  detail?: string,
): Failure {
  const trimmed = detail?.trim() ?? '';
  return {
    code,
    machine,
    message: withoutLinks(message),
    advice: withoutLinks(advice),
    ...(trimmed === '' ? {} : { detail: trimmed }),
  };
}

/** The work was stopped on request: by a signal, or by a person who dismissed a question. */
export const cancelled = (machine: string): Failure =>
  describeFailure('cancelled', machine, `The work on ${machine} was cancelled.`, 'Start it again when you want to.');

/** Text of anything thrown. */
export function errorText(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
