/** Edits that look like mistakes and are none: they load, attach, and read what they mean. */
import type { NearMiss } from './mutations/types';

export const nearMisses: readonly NearMiss[] = [
  {
    file: 'attribute-section.bpf.c',
    title: 'another event of the same layout',
    find: 'tracepoint/power/cpu_idle',
    replace: 'tracepoint/power/cpu_frequency',
    code: 'unknown-tracepoint',
  },
];
