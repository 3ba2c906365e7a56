/** A tracepoint that a command's argument names, or the sentence that says why there is none. */
import { normaliseName } from '../../core/formats/names';
import { nearestNames } from '../../core/formats/nearest';
import type { Tracepoint } from '../../core/formats/types';
import { failure, success, type Result } from '../../core/result';
import type { Kernel } from '../kernels';

export function findTracepoint(kernel: Kernel, name: unknown): Result<Tracepoint, string> {
  if (typeof name !== 'string') return failure('“name” is missing: give a tracepoint as category/event.');
  const tracepoint = kernel.index.get(name);
  if (tracepoint) return success(tracepoint);
  const problem = kernel.index.problems.find((candidate) => candidate.tracepoint === normaliseName(name));
  if (problem) return failure(`The format file of ${name} on ${kernel.name} cannot be read: ${problem.message}`);
  const near = nearestNames(kernel.index, name, 3);
  return failure(
    `There is no tracepoint “${name}” on ${kernel.name}.${near.length > 0 ? ` Nearest: ${near.join(', ')}.` : ''}`,
  );
}
