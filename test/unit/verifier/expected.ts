/** What each recorded program must be explained as. */
import type { RecordedKernel } from './recorded';

export interface Expected {
  readonly code: string;
  /** Must be found in the explanation, on every kernel. */
  readonly explanation: RegExp;
  /** Must be found in the fix. */
  readonly fix: RegExp;
  /** The function that is refused, if it is not `on_switch`. */
  readonly function?: string;
  /** Texts of steps, in their order, on kernels that write no report. */
  readonly steps?: readonly RegExp[];
  /** Registers that must be told, with what must be found in their meaning. */
  readonly registers?: Readonly<Record<string, RegExp>>;
  /** Kernels that take the program. */
  readonly loads?: readonly RecordedKernel[];
  /** Kernels where it is another mistake. */
  readonly otherwise?: Partial<Readonly<Record<RecordedKernel, string>>>;
  /** No instruction was judged, so no register is told. */
  readonly early?: boolean;
}

const context = { R1: /The context/ };

export const expected: Readonly<Record<string, Expected>> = {
  'common-field': {
    code: 'common-field-read',
    explanation: /4 bytes at offset 4/,
    fix: /bpf_get_current_pid_tgid/,
    registers: context,
  },
  'common-field-core': {
    code: 'common-field-read',
    explanation: /4 bytes at offset 4/,
    fix: /pid_tgid/,
    registers: context,
  },
  'context-write': {
    code: 'context-write',
    explanation: /writes 4 bytes .* offset 24/,
    fix: /variable/,
    registers: { ...context, R2: /number 0/ },
  },
  'misaligned-read': {
    code: 'misaligned-read',
    explanation: /offset 9.* no multiple of 4/,
    fix: /probe_read_kernel/,
    registers: context,
  },
  'variable-index': {
    code: 'variable-index',
    explanation: /known when the program is compiled/,
    fix: /&ctx->array\[index\]/,
  },
  'core-array-copy': {
    code: 'core-array-copy',
    explanation: /by 8 bytes.*CO-RE/,
    fix: /probe_read_kernel/,
    loads: ['debian13-7.3'],
  },
  'moved-context': { code: 'moved-context', explanation: /by 8 bytes/, fix: /ctx->field/, loads: ['debian13-7.3'] },
  'pointer-dereference': {
    code: 'pointer-dereference',
    explanation: /R1.* is what was read from the record at offset 24, ctx->filename/,
    fix: /bpf_probe_read_user/,
    function: 'on_openat',
    steps: [/read from the record at offset 24/],
  },
  'task-dereference': {
    code: 'pointer-dereference',
    explanation: /\(task\) is what bpf_get_current_task gave \(line 11\)/,
    fix: /BPF_CORE_READ/,
    steps: [/task is what bpf_get_current_task gave/],
  },
  'null-check': {
    code: 'null-check',
    explanation: /R0 \(entry\) is what bpf_map_lookup_elem gave: a value of entries, or NULL.*line 8/,
    fix: /if \(!entry\) return 0;/,
    steps: [/^entry is what bpf_map_lookup_elem gave: a value of entries, or NULL/],
    registers: { R0: /or NULL: not checked yet/ },
  },
  'null-check-ringbuf': {
    code: 'null-check',
    explanation: /\(event\) is what bpf_ringbuf_reserve gave.*line 7/,
    fix: /if \(!event\)/,
    steps: [/^event is what bpf_ringbuf_reserve gave: memory in events, or NULL/],
    registers: { R0: /or NULL/, R1: /A number/, R6: /The context/ },
  },
  'null-check-argument': {
    code: 'null-check',
    explanation: /\(entry\) is what bpf_map_lookup_elem gave/,
    fix: /if \(!entry\)/,
    steps: [/^entry is/],
    registers: { R1: /or NULL/, R2: /number 56/ },
  },
  'null-check-arithmetic': { code: 'null-check', explanation: /\(entry\)/, fix: /if \(!entry\)/, steps: [/^entry is/] },
  'nested-null-check': {
    code: 'null-check',
    explanation: /\(to\) is what bpf_map_lookup_elem gave.*line 9/,
    fix: /if \(!to\)/,
    steps: [/^to is/],
    registers: { R6: /A value of/ },
  },
  'unreleased-reservation': {
    code: 'unreleased-reference',
    explanation: /line 12: if \(ctx->prev_prio > 100\)/,
    fix: /bpf_ringbuf_submit or bpf_ringbuf_discard/,
    steps: [/bpf_ringbuf_reserve gives what must be given back/, /does not hold/, /R1 s> 0x64 holds/],
  },
  'use-after-release': {
    code: 'use-after-release',
    explanation: /\(event\)/,
    fix: /before it is given back/,
    steps: [/bpf_ringbuf_reserve gives/, /R7 == 0x0 does not hold/, /bpf_ringbuf_submit gives back/],
  },
  'double-release': {
    code: 'use-after-release',
    explanation: /\(event\)/,
    fix: /once on every way/,
    steps: [/bpf_ringbuf_reserve gives/, /bpf_ringbuf_discard gives back/],
  },
  'endless-recursion': {
    code: 'endless-loop',
    explanation: /calls itself|recursive/,
    fix: /Count the rounds/,
    early: true,
  },
  'unbounded-map-value': {
    code: 'unbounded-access',
    explanation: /\(line 8\)/,
    fix: /if \(index >= N\)/,
    steps: [/index is what was read from the record at offset 28/, /R6 is multiplied by 4/, /R6 is added to R0/],
  },
  'negative-map-value': {
    code: 'unbounded-access',
    explanation: /offset 32/,
    fix: /if \(index >= N\)/,
    steps: [/index is/, /R6 s> 0x7 does not hold/],
  },
  'off-by-one-map-value': {
    code: 'unbounded-access',
    explanation: /has 56 bytes; the program may access 4 at offset 56/,
    fix: /number of elements/,
    steps: [/offset 28/, /R6 > 0x8 does not hold/],
    registers: { R0: /at an index from 0 to 32/, R6: /from 0 to 32/ },
  },
  'unbounded-spilled': {
    code: 'unbounded-access',
    explanation: /offset 32/,
    fix: /if \(index >= N\)/,
    steps: [/index is/, /kept on the stack/, /read back from the stack/],
  },
  'unbounded-global': {
    code: 'unbounded-access',
    explanation: /what was read from chosen: any number/,
    fix: />= N/,
    steps: [/what was read from chosen/],
  },
  'past-map-value': {
    code: 'out-of-bounds',
    explanation: /56 bytes/,
    fix: /56 bytes/,
    registers: { R1: /A value of/ },
  },
  'past-reservation': { code: 'out-of-bounds', explanation: /8 bytes/, fix: /8 bytes/, registers: { R0: /Memory/ } },
  'unbounded-stack': {
    code: 'unbounded-access',
    explanation: /array on the stack.*\(index\)/,
    fix: /if \(index >= N\)/,
    steps: [/index is/],
  },
  'past-stack': { code: 'out-of-bounds', explanation: /64 bytes are there;.* there are 16/, fix: /sizeof/ },
  'unbounded-length': {
    code: 'unbounded-length',
    explanation: /second argument of bpf_probe_read_kernel.*\(size\)/,
    fix: /if \(size > sizeof\(buffer\)\)/,
    steps: [/size is/],
  },
  'negative-length': {
    code: 'unbounded-length',
    explanation: /may be negative/,
    fix: /size/,
    steps: [/size is/, /s> 0x10 does not hold/],
  },
  'returned-length': {
    code: 'unbounded-length',
    explanation: /fifth argument of bpf_perf_event_output.*\(length\) is what bpf_probe_read_kernel_str gave/,
    fix: /length/,
    steps: [/length is/],
  },
  'zero-length': {
    code: 'zero-length',
    explanation: /second argument of bpf_get_current_comm.*\(size\)/,
    fix: /size == 0/,
  },
  'variable-reservation': {
    code: 'constant-argument',
    explanation: /second argument of bpf_ringbuf_reserve/,
    fix: /bpf_ringbuf_output/,
  },
  'core-relocation': {
    code: 'core-relocation',
    explanation: /struct trace_event_raw_sched_switch\.prev_colour/,
    fix: /bpf_core_field_exists\(ctx->prev_colour\)/,
    registers: context,
  },
  'gpl-only': { code: 'gpl-only', explanation: /bpf_probe_read_kernel/, fix: /SEC\("license"\) = "GPL"/ },
  'endless-loop': { code: 'endless-loop', explanation: /may never end/, fix: /Count the rounds/ },
  'too-complex': { code: 'too-complex', explanation: /1,000,000 instructions.* in this loop/, fix: /bpf_loop/ },
  'stack-limit': {
    code: 'stack-limit',
    explanation: /2 functions.* 640 bytes.* 512/,
    fix: /per-CPU/,
    early: true,
    loads: ['debian13-7.3'],
  },
  'uninitialised-stack': {
    code: 'uninitialised',
    explanation: /4 bytes of the stack, 4 below its top/,
    fix: /= \{\}/,
    loads: ['debian12-6.1', 'debian13-7.3'],
  },
  'uninitialised-local': {
    code: 'uninitialised',
    explanation: /4 bytes of the stack, 4 below/,
    fix: /= 0/,
    loads: ['debian12-6.1', 'debian13-7.3'],
  },
  'uninitialised-register': {
    code: 'uninitialised',
    explanation: /R8.* nothing was ever written/,
    fix: /value/,
    registers: context,
  },
  'no-return-value': { code: 'no-return-value', explanation: /result|R0 has never been initialized/, fix: /return 0;/ },
  'no-end': { code: 'unreachable-code', explanation: /end|last instruction/, fix: /-Wall/, early: true },
  'return-value': {
    code: 'return-value',
    explanation: /R0 is the number 1/,
    fix: /0/,
    function: 'on_nanosleep',
    registers: { R0: /number 1/ },
  },
  'unknown-helper': { code: 'unknown-helper', explanation: /9999/, fix: /newer kernel/ },
  'newer-helper': {
    code: 'unknown-helper',
    explanation: /bpf_strncmp: it came with Linux 5\.17/,
    fix: /BPF_FUNC_strncmp/,
    loads: ['debian12-6.1', 'debian13-7.3'],
  },
  'helper-not-allowed': { code: 'helper-not-allowed', explanation: /bpf_skb_pull_data/, fix: /kind of program/ },
  'read-only-map': { code: 'read-only-map', explanation: /constant/, fix: /without const/ },
  'wrong-map': { code: 'wrong-map', explanation: /hash/, fix: /PERF_EVENT_ARRAY/ },
  'wrong-argument': {
    code: 'wrong-argument',
    explanation: /second argument of bpf_map_delete_elem is a number/,
    fix: /&key/,
    steps: [/offset 24/],
  },
  'pointer-arithmetic': { code: 'pointer-arithmetic', explanation: /from ctx, the context/, fix: /index/ },
  'misaligned-stack': { code: 'misaligned-access', explanation: /8 bytes of the stack/, fix: /aligned\(8\)/ },
  'kernel-struct-write': {
    code: 'kernel-struct-access',
    explanation: /struct of the kernel/,
    fix: /cannot be written/,
    function: 'on_raw_switch',
  },
  'spin-lock': { code: 'locks', explanation: /lock/, fix: /__sync_fetch_and_add/, early: true },
  'static-subprogram': {
    code: 'null-check',
    explanation: /\(entry\) is what bpf_map_lookup_elem gave.*line 6/,
    fix: /if \(!entry\)/,
    function: 'on_wakeup',
  },
  'global-subprogram': { code: 'unbounded-access', explanation: /\(index\)|argument 1/, fix: /if \(index >= N\)/ },
  'global-pointer': {
    code: 'null-check',
    explanation: /\(entry\) is argument 1/,
    fix: /if \(!entry\)/,
    registers: { R1: /or NULL/ },
    otherwise: { 'debian11-5.10': 'function-signature' },
  },
};
