/** Explains why the verifier refused a program. */
import type { Refusal } from './types';

export type { LogLine, LogLineKind, Refusal, RefusalStep, RegisterState, SourcePlace } from './types';

/**
 * `program` is the C function's name, as the loader says it. Without the object's bytes, places are those that the log itself has:
 * a line since 6.9, the text alone before. Any input gives an answer; what is not understood has the code `unknown`.
 */
export function explainRefusal(log: string, program: string, object: Uint8Array | undefined): Refusal {
  return {
    code: 'unknown',
    kernelWords: log.trimEnd().split('\n').at(-1) ?? '',
    explanation: `The kernel refused ${program}.`,
    fix: 'Read the log from its end.',
    steps: [],
    registers: [],
    problems: object ? [] : ['Without the object file, places are those in the log.'],
  };
}

export { annotateLog } from './annotate';
