/** A tracepoint by the name that a person or a script gave. */
import { failure, success, type Result } from '../result';
import { isNamePart, normaliseName } from './names';
import { nearestNames } from './nearest';
import type { KernelIndex, Tracepoint } from './types';

/**
 * By `category/event`, `category:event`, or the event alone where only one category has it. The error is a sentence that says what
 * is wrong with the name, or with the format file, and names the nearest ones.
 */
export function findTracepoint(
  kernel: { readonly name: string; readonly index: KernelIndex },
  asked: string,
): Result<Tracepoint, string> {
  const name = onlyEvent(kernel.index, asked) ?? asked;
  const tracepoint = kernel.index.get(name);
  if (tracepoint) return success(tracepoint);
  const problem = kernel.index.problems.find((candidate) => candidate.tracepoint === normaliseName(name));
  if (problem) return failure(`The format file of ${name} on ${kernel.name} cannot be read: ${problem.message}`);
  const near = nearestNames(kernel.index, name, 3);
  const meant = near.length > 0 ? ` Nearest: ${near.join(', ')}.` : '';
  return failure(`There is no tracepoint “${name}” on ${kernel.name}.${meant}`);
}

function onlyEvent({ names }: KernelIndex, asked: string): string | undefined {
  const event = asked.trim();
  if (!isNamePart(event)) return undefined;
  const found = names.filter((name) => name.endsWith(`/${event}`));
  return found.length === 1 ? found[0] : undefined;
}
