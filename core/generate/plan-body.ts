/** What every planned function begins with: the declarations it needs, and early returns for hits that are left out. */
import type { Integer } from '../expressions/types';
import type { Tracepoint } from '../formats/types';
import { writeNegated, type Needs } from './plan-c';
import type { PlanFile } from './plan-file';
import { conjuncts } from './plan-values';

/** Bytes of a text without a known length, with its final zero byte; argdist's `-z` has the same default. */
export const defaultTextSize = 80;

/** Bytes of a function's own that are left on BPF's stack (MAX_BPF_STACK, 512) for what clang puts there. */
export const mostStack = 400;

/** Of a text whose length the record does not say. */
export const textBytes = ({ options }: PlanFile): number => options.stringSize ?? defaultTextSize;

/** After the function's maps and variables have their names: a buffer that hides one would be read in its place. */
export function newNeeds(file: PlanFile, tracepoint: Tracepoint): Needs {
  return {
    view: file.view(tracepoint),
    locals: new Set(['ctx', 'key', 'zero', 'now', 'start', 'calls', 'scratch', ...file.globals()]),
    helpers: file.helpers,
    textSize: textBytes(file),
    declarations: [],
    bufferBytes: 0,
  };
}

/** Early returns, the cheapest first: the process and the thread, then the filter's conditions as they were written. */
export function filterLines(file: PlanFile, filter: Integer | undefined, needs: Needs): string[] {
  const { pid, tid } = file.options;
  const unless = (condition: string): string[] => [`if (${condition})`, '\treturn 0;'];
  return [
    ...(pid === undefined ? [] : unless(`bpf_get_current_pid_tgid() >> 32 != ${pid}`)),
    ...(tid === undefined ? [] : unless(`(__u32)bpf_get_current_pid_tgid() != ${tid}`)),
    ...(filter ? conjuncts(filter) : []).flatMap((condition) => {
      const { before, c } = writeNegated(condition, needs);
      return [...before, ...unless(c)];
    }),
  ];
}

/** Blocks with an empty line between them; empty blocks are left out. */
export const inBlocks = (...blocks: readonly (readonly string[])[]): string[] =>
  blocks.filter((block) => block.length > 0).flatMap((block, index) => (index === 0 ? block : ['', ...block]));
