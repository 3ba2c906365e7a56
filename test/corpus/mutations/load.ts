/** What the verifier refuses. */
import type { Mutation } from './types';

const error = 'error';
const refused = 'refused';

export const loadMutations: readonly Mutation[] = [
  {
    file: 'stat-runtime-common.bpf.c',
    title: 'the common pid of a hand-written struct',
    find: 'if (ctx->pid == 0)',
    replace: 'if (ctx->common_pid == 0)',
    code: 'common-field-read',
    severity: error,
    at: 'ctx->common_pid',
    kernel: refused,
  },
  {
    file: 'switch-core.bpf.c',
    title: 'the common pid of vmlinux.h’s struct',
    find: 'if (ctx->prev_state == 0)',
    replace: 'if (ctx->ent.pid == 0)',
    code: 'common-field-read',
    severity: error,
    at: 'ctx->ent.pid',
    kernel: refused,
  },
];
