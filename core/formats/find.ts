/** A tracepoint by the name that a person or a script gave. */
import { failure, success, type Result } from '../result';
import { normaliseName } from './names';
import { nearestNames } from './nearest';
import type { KernelIndex, Tracepoint } from './types';

/** The error is a sentence that says what is wrong with the name, or with the format file, and names the nearest ones. */
export function findTracepoint(
  kernel: { readonly name: string; readonly index: KernelIndex },
  name: string,
): Result<Tracepoint, string> {
  const tracepoint = kernel.index.get(name);
  if (tracepoint) return success(tracepoint);
  const problem = kernel.index.problems.find((candidate) => candidate.tracepoint === normaliseName(name));
  if (problem) return failure(`The format file of ${name} on ${kernel.name} cannot be read: ${problem.message}`);
  const near = nearestNames(kernel.index, name, 3);
  const meant = near.length > 0 ? ` Nearest: ${near.join(', ')}.` : '';
  return failure(`There is no tracepoint “${name}” on ${kernel.name}.${meant}`);
}
