/** One file against many kernels: what is the same on several of them is one finding. */
import type { SourceModel } from '../source/types';
import { checkSource } from './check';
import type { CheckedKernel, Finding } from './finding';

export interface FleetFinding {
  /** As the first of the kernels has it, whose name is in its message. */
  readonly finding: Finding;
  /** Names of the kernels it holds on, in the order in which they were given. */
  readonly targets: readonly string[];
}

/** In the text's order. `others` gives the further kernels that are known beside one. */
export function checkFleet<K extends CheckedKernel>(
  model: SourceModel,
  kernels: readonly K[],
  others: (kernel: K) => readonly CheckedKernel[] = () => [],
): FleetFinding[] {
  const found = new Map<string, { readonly finding: Finding; readonly targets: string[] }>();
  for (const kernel of kernels) {
    for (const finding of checkSource(model, kernel, () => others(kernel))) {
      const key = sameness(finding, kernel.name);
      const known = found.get(key);
      if (!known) found.set(key, { finding, targets: [kernel.name] });
      else if (!known.targets.includes(kernel.name)) known.targets.push(kernel.name);
    }
  }
  return [...found.values()].sort(
    ({ finding: a }, { finding: b }) => a.range.start - b.range.start || a.range.end - b.range.end,
  );
}

/** Everything that is said but the kernel's own name. */
function sameness({ code, range, message, related = [] }: Finding, kernel: string): string {
  const texts = [message, ...related.map((place) => `${place.range.start} ${place.message}`)];
  return [code, range.start, range.end, ...texts.map((text) => text.replaceAll(kernel, '\0'))].join('\n');
}
