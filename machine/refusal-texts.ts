/** What is said of a refusal, in a diagnostic and in a message. Pure. */
import type { Refusal, RegisterState } from '../core/verifier/refusal';
import type { SessionFailure } from './session-failures';

/** Characters of what the kernel says, and registers: a hover is no place for more. */
const longestWords = 300;
const longestState = 100;
const mostRegisters = 6;
/** The top of the stack, always. */
const framePointer = 'R10';

export interface RefusedBy {
  readonly target: string;
  /** `uname -r`. */
  readonly kernel: string | undefined;
}

/** Plain words first, as the Problems panel shows one line; then the fix, the kernel's own words, and the registers. */
export function refusalMessage(refusal: Refusal, by: RefusedBy): string {
  const { explanation, fix, kernelWords, registers } = refusal;
  return [
    // The first sentence on a line of its own: the Problems panel cuts lines at its width.
    explanation.replace(/(?<=[\w)”’][.:]) (?=[A-Z])/, '\n'),
    `Fix: ${fix}`,
    ...(kernelWords === '' ? [] : [`${kernelName(by)}: ${cut(kernelWords, longestWords)}`]),
    ...registers
      .filter(({ name }) => name !== framePointer)
      .slice(0, mostRegisters)
      .map(registerLine),
  ].join('\n');
}

function registerLine({ name, state, meaning }: RegisterState): string {
  const words = cut(state, longestState);
  return `${name} = ${words}${meaning === '' || meaning === state ? '' : `: ${meaning}`}`;
}

/** Of a program that was loaded and could not be attached, and the like. */
export function failureMessage(failure: SessionFailure, by: RefusedBy, nearest: readonly string[]): string {
  const reason = (failure.detail ?? failure.message).replace(/\.?$/, '.');
  return [
    reason,
    nearest.length > 0 ? `Nearest there: ${nearest.join(', ')}. ${failure.advice}` : failure.advice,
    `Said by ${kernelName(by)}.`,
  ].join('\n');
}

export const kernelName = ({ target, kernel }: RefusedBy): string =>
  kernel === undefined ? target : `${target} (${kernel})`;

/** One line, at most so long. */
export function cut(text: string, longest: number): string {
  const line = text.replaceAll(/\s*\n\s*/g, ' ');
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
