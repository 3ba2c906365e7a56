/** What a rule may ask about a refusal. */
import type { RawLine } from './log-lines';
import { originOf, type Beginning, type Entry, type Origin } from './origin';
import type { Places } from './places';
import type { Trace } from './trace';
import type { SourcePlace } from './types';

export interface Scene {
  readonly program: string;
  readonly lines: readonly RawLine[];
  readonly trace: Trace;
  /** Where the refused instruction stands on the path; -1 if the log has none. */
  readonly position: number;
  readonly places: Places;
  /** Of what the register held before the refused instruction. */
  origin(register: number): Origin;
  /** Of what it held before another instruction of the path. */
  originAt(position: number, register: number): Origin;
  /** The source line of an instruction of the path. */
  placeAt(position: number): SourcePlace | undefined;
}

export function sceneOf(program: string, lines: readonly RawLine[], trace: Trace, places: Places): Scene {
  const entry: Entry = (index) => {
    const within = places.functionOf(index);
    if (within) return within.start === index ? { isProgram: within.start === 0 } : undefined;
    return index === 0 ? { isProgram: true } : undefined;
  };
  const position = trace.steps.length - 1;
  const originAt = (at: number, register: number): Origin => originOf(trace, at, register, entry);
  return {
    program,
    lines,
    trace,
    position,
    places,
    originAt,
    origin: (register) => originAt(position, register),
    placeAt: (at) => {
      const step = trace.steps[at];
      return step && places.of(step.index);
    },
  };
}

/** Where the value began; undefined for what was there when the function began, or is not known. */
export const positionOf = (beginning: Beginning): number | undefined =>
  'position' in beginning ? beginning.position : undefined;

/** Whether it is the context that the program is called with. */
export const isContext = (beginning: Beginning): boolean =>
  beginning.kind === 'entry' && beginning.register === 1 && beginning.isProgram;
