/** From a section string to the kernel's tracepoint. */
import type { Tracepoint } from '../../core/formats/types';
import type { Section } from '../../core/source/types';
import type { Kernel } from '../kernels';

export function tracepointOf(kernel: Kernel, section: Section): Tracepoint | undefined {
  if (section.category === undefined || section.event === undefined) return undefined;
  return kernel.index.get(`${section.category}/${section.event}`);
}
