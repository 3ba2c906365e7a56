/** The instructions on the path that led to the refusal, as the log shows them. */
import { readInstruction, type Instruction } from './instruction';
import type { RawLine } from './log-lines';

export interface Step {
  /** Of the instruction, as the log counts. */
  readonly index: number;
  readonly code: string;
  /** Which line of the log it stands on. */
  readonly line: number;
}

export interface Trace {
  readonly steps: readonly Step[];
  /** The instruction of a step; read when it is asked for. */
  at(position: number): Instruction | undefined;
}

/**
 * A log of level 1 is the one path that failed. At level 2 paths follow one another: where the verifier goes back to a branch, what
 * came after it is taken off again.
 */
export function traceOf(lines: readonly RawLine[]): Trace {
  const steps: Step[] = [];
  /** Where an instruction was last on the path. */
  const last = new Map<number, number>();
  lines.forEach((line, number) => {
    if (line.kind === 'branch') {
      const place = last.get(line.origin ?? -1);
      if (place !== undefined && steps[place]?.index === line.origin) steps.length = place + 1;
    }
    // A function that is judged by itself: what was printed before is not on its path.
    if (line.text.startsWith('Validating ')) steps.length = 0;
    if (line.kind !== 'instruction' || line.index === undefined || line.code === undefined) return;
    last.set(line.index, steps.length);
    steps.push({ index: line.index, code: line.code, line: number });
  });
  const read = new Map<number, Instruction>();
  return {
    steps,
    at: (position) => {
      const step = steps[position];
      if (!step) return undefined;
      const known = read.get(position) ?? readInstruction(step.code);
      read.set(position, known);
      return known;
    },
  };
}
