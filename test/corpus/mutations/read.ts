/** Reads that the kernel refuses, or that give something else than what was meant. */
import type { Mutation } from './types';

export const readMutations: readonly Mutation[] = [
  {
    file: 'exec-data-loc.bpf.c',
    title: 'the length taken for part of the offset',
    find: 'ctx->__data_loc_filename & 0xFFFF',
    replace: 'ctx->__data_loc_filename',
    code: 'data-loc-misuse',
    severity: 'warning',
    at: 'ctx->__data_loc_filename',
    kernel: 'loads',
  },
];
