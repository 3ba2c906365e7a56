/** A tracepoint that a command's argument names, or the sentence that says why there is none. */
import { findTracepoint as find } from '../../core/formats/find';
import type { Tracepoint } from '../../core/formats/types';
import { failure, type Result } from '../../core/result';
import type { Kernel } from '../../machine/disk/kernels';

export function findTracepoint(kernel: Kernel, name: unknown): Result<Tracepoint, string> {
  if (typeof name !== 'string') return failure('“name” is missing: give a tracepoint as category/event.');
  return find(kernel, name);
}
