/** Whether a program's section names something that this kernel lets it attach to. */
import { isAttachableCategory } from '../formats/format';
import { nearestNames } from '../formats/nearest';
import type { Program, Range } from '../source/types';
import type { CheckedKernel, Finding } from './finding';

/** At most one finding. `others` are the further kernels that are known, asked for only where this one lacks the tracepoint. */
export function checkSection(
  program: Program,
  kernel: CheckedKernel,
  others: () => readonly CheckedKernel[],
): Finding | undefined {
  const { section } = program;
  const { category, event } = section;
  if (section.unclosed || section.partial) return undefined;
  if (!category || !event) return unnamed(program, category);
  const name = `${category}/${event}`;
  const tracepoint = kernel.index.get(name);
  if (!isAttachableCategory(category) || tracepoint?.attachable === false) {
    const message = `${name} has a format file, but no tracepoint behind it: the program loads, and attaching it is refused (EINVAL).`;
    return { code: 'never-attaches', range: nameRange(program), message, subject: { program } };
  }
  if (tracepoint || isUnreadable(kernel, name) || section.optional) return undefined;
  const elsewhere = others().filter((other) => other.index.names.includes(name));
  const nearest = nearestNames(kernel.index, name, 3);
  const meant = nearest.length > 0 ? ` Nearest: ${nearest.join(', ')}.` : '';
  const subject = { program, nearest };
  if (elsewhere.length > 0) {
    const known = elsewhere.map((other) => other.name).join(', ');
    const message = `${kernel.name} has no tracepoint ${name}; ${known} ${elsewhere.length === 1 ? 'has' : 'have'}. The program cannot attach there.${meant}`;
    return { code: 'not-on-target', range: nameRange(program), message, subject };
  }
  const message = `There is no tracepoint ${name} on ${kernel.name}: the program cannot attach.${meant}`;
  return { code: 'unknown-tracepoint', range: nameRange(program), message, subject };
}

function unnamed(program: Program, category: string | undefined): Finding {
  const { section } = program;
  const message =
    category === undefined
      ? `A program in section “${section.text}” loads and is never attached: name a tracepoint, ${section.text}/category/event.`
      : `“${section.text}” names no event: libbpf cannot attach the program. Write ${section.prefix ?? 'tp'}/${category || 'category'}/event.`;
  return { code: 'never-attaches', range: section.range, message, subject: { program } };
}

/** Its format file is there and cannot be read, which is the capture's fault and not the program's. */
const isUnreadable = (kernel: CheckedKernel, name: string): boolean => kernel.index.names.includes(name);

/** Category and event, without the prefix. */
function nameRange({ section }: Program): Range {
  const { categoryRange, eventRange, range } = section;
  return categoryRange && eventRange
    ? { start: Math.min(categoryRange.start, eventRange.start), end: Math.max(categoryRange.end, eventRange.end) }
    : range;
}
