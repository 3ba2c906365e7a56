/** A tracepoint that a command's argument names, or the sentence that says why there is none. */
import { findTracepoint as find } from '../../core/formats/find';
import type { Tracepoint } from '../../core/formats/types';
import { failure, type Result } from '../../core/result';
import type { Kernel } from '../../machine/disk/kernels';

/** `key` is the word of the argument that names it. */
export function findTracepoint(kernel: Kernel, name: unknown, key = 'name'): Result<Tracepoint, string> {
  if (typeof name !== 'string') return failure(`“${key}” is missing: give a tracepoint as category/event.`);
  return find(kernel, name);
}
