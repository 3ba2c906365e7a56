/** Every diagnostic fires where it should, at the place between « and », and stays silent on its nearest neighbour that is right. */
import assert from 'node:assert/strict';
import { checkSource } from '../../../core/check/check';
import type { CheckedKernel, Code } from '../../../core/check/finding';
import { scanHeader, scanSource, type ScanOptions } from '../../../core/source/scan';
import { constructed, shipped } from './kernels';

const kernel = shipped('debian12-6.1');
const others = (): CheckedKernel[] => [shipped('debian13-6.12')];

/** `code «text»` of every finding, in order. */
function found(text: string, on: CheckedKernel = kernel, options: ScanOptions = {}): string[] {
  return checkSource(scanSource(text, options), on, others).map(
    ({ code, range }) => `${code} «${text.slice(range.start, range.end)}»`,
  );
}

function expected(code: Code, marked: string): string[] {
  return [...marked.matchAll(/«([^»]*)»/g)].map(([, inside]) => `${code} «${inside}»`);
}

const unmarked = (text: string): string => text.replace(/[«»]/g, '');

const on = (tracepoint: string, parameter: string, body: string): string =>
  `SEC("tracepoint/${tracepoint}")\nint f(${parameter})\n{\n\t${body}\n\treturn 0;\n}\n`;
const sched = (body: string, parameter = 'struct trace_event_raw_sched_switch *ctx'): string =>
  on('sched/sched_switch', parameter, body);
const openat = (body: string, parameter = 'struct syscall_trace_enter *ctx'): string =>
  on('syscalls/sys_enter_openat', parameter, body);
const exec = (body: string): string =>
  on('sched/sched_process_exec', 'struct trace_event_raw_sched_process_exec *ctx', body);

const switchStruct = (first: string, state: string, comm = 'char next_comm[16];'): string =>
  `struct sw {\n\t${first}\n\tchar prev_comm[16];\n\tint prev_pid;\n\tint prev_prio;\n\t${state}\n\t${comm}\n\tint next_pid;\n\tint next_prio;\n};\n`;

const fires: readonly (readonly [code: Code, what: string, marked: string])[] = [
  ['unknown-tracepoint', 'a misspelt event', 'SEC("tp/«sched/sched_swich»") int f(void *ctx) { return 0; }'],
  ['unknown-tracepoint', 'a misspelt category', 'SEC("tp/«shed/sched_switch»") int f(void *ctx) { return 0; }'],
  ['unknown-tracepoint', 'in a macro', 'TRACEPOINT_PROBE(«sched, sched_swich») { return 0; }'],
  [
    'not-on-target',
    'a tracepoint of a newer kernel',
    'SEC("tp/«block/block_io_start»") int f(void *ctx) { return 0; }',
  ],
  ['never-attaches', 'a bare section', 'SEC("«tp»") int f(void *ctx) { return 0; }'],
  ['never-attaches', 'a bare section under BPF_PROG', 'SEC("«tp»") int BPF_PROG(f, long a) { return 0; }'],
  ['never-attaches', 'no event', 'SEC("«tracepoint/sched»") int f(void *ctx) { return 0; }'],
  ['never-attaches', 'an ftrace event', 'SEC("tp/«ftrace/function»") int f(void *ctx) { return 0; }'],
  ['unknown-field', 'a misspelt field', sched('g(ctx->«prev_pdi»);')],
  ['unknown-field', 'a dynamic field without its prefix', exec('g(ctx->«filename»);')],
  [
    'unknown-field',
    'a misspelt member of one’s own',
    `${switchStruct('__u64 pad;', 'long prev_state;')}${sched('g(ctx->«prev_pdi»);', 'struct sw *ctx')}`,
  ],
  [
    'unknown-field',
    'after a block that has its own ctx',
    sched('{ struct my *ctx = h(); g(ctx->fine); }\n\tg(ctx->«prev_pdi»);'),
  ],
  [
    'unknown-field',
    'an alias that is declared outside of the block that sets it',
    sched('struct trace_event_raw_sched_switch *a;\n\tif (x) { a = (void *)ctx; }\n\tg(a->«prev_pdi»);'),
  ],
  ['unknown-field', 'an enter’s struct asked for a result', openat('g(ctx->«ret»);')],
  ['common-field-read', 'through CO-RE', sched('g(«ctx->ent».pid);')],
  [
    'common-field-read',
    'a member of one’s own',
    `struct c { unsigned short common_type; unsigned char a, b; int common_pid; };\n${sched('g(«ctx->common_pid»);', 'struct c *ctx')}`,
  ],
  ['common-field-read', 'by address', sched('g(«*(int *)((void *)ctx + 4)»);')],
  [
    'common-field-read',
    'a parameter of BPF_PROG',
    'SEC("tp/sched/sched_switch")\nint BPF_PROG(f, int «first»)\n{\n\treturn first;\n}\n',
  ],
  ['context-write', 'an assignment', sched('«ctx->prev_pid» = 1;')],
  ['context-write', 'an increment', sched('«ctx->prev_pid»++;')],
  [
    'context-write',
    'through a helper',
    `static void h(struct trace_event_raw_sched_switch *c) { «c->prev_pid» |= 1; }\n${sched('h(ctx);')}`,
  ],
  ['misaligned-read', 'an odd address', sched('g(«*(int *)((void *)ctx + 9)»);')],
  [
    'past-record-end',
    'an argument that the call has not',
    on('syscalls/sys_enter_close', 'struct syscall_trace_enter *ctx', 'g(«ctx->args[1]»);'),
  ],
  [
    'past-record-end',
    'a member after the record',
    `struct l { char all[64]; int more; };\n${sched('g(«ctx->more»);', 'struct l *ctx')}`,
  ],
  ['past-record-end', 'by address', sched('g(«*(int *)((void *)ctx + 64)»);')],
  [
    'pointer-dereference',
    'a kernel pointer',
    on(
      'skb/kfree_skb',
      'struct trace_event_raw_kfree_skb *ctx',
      'g(«*(int *)ctx->skbaddr»); g(«((struct sk_buff *)ctx->skbaddr)->len»);',
    ),
  ],
  [
    'pointer-dereference',
    'through a variable',
    on(
      'skb/kfree_skb',
      'struct trace_event_raw_kfree_skb *ctx',
      'struct sk_buff *skb = ctx->skbaddr;\n\tg(«skb->len»);',
    ),
  ],
  ['pointer-dereference', 'a user pointer', openat('const char *name = (const char *)ctx->args[1];\n\tg(«name»[0]);')],
  [
    'pointer-dereference',
    'an argument in the record of every call',
    on('raw_syscalls/sys_enter', 'struct trace_event_raw_sys_enter *ctx', 'g(«*(char *)ctx->args[1]»);'),
  ],
  ['variable-index', 'from a call', openat('g(ctx->args«[bpf_get_smp_processor_id() & 3]»);')],
  ['variable-index', 'in a loop under CO-RE', openat('for (int i = 0; i < 4; i++)\n\t\tg(ctx->args«[i]»);')],
  [
    'variable-index',
    'from a variable that a call set',
    openat('int i = bpf_get_smp_processor_id() & 3;\n\tg(ctx->args«[i]»);'),
  ],
  ['core-array-copy', 'memcpy', sched('__builtin_memcpy(comm, «ctx->prev_comm», 16);')],
  [
    'layout-mismatch',
    'a forgotten pad',
    `${switchStruct('', 'long prev_state;').replace('char prev_comm[16];', 'char prev_comm[16];').replace('int prev_pid;', '«int prev_pid»;')}${sched('g(ctx->prev_pid);', 'struct sw *ctx')}`,
  ],
  [
    'layout-mismatch',
    'a member too narrow',
    `${switchStruct('__u64 pad;', 'int prev_state;').replace('int next_pid;', '«int next_pid»;')}${sched('g(ctx->next_pid);', 'struct sw *ctx')}`,
  ],
  [
    'layout-mismatch',
    'a value cut short',
    `${switchStruct('__u64 pad;', '«int prev_state»; int hole;')}${sched('g(ctx->prev_state);', 'struct sw *ctx')}`,
  ],
  [
    'layout-mismatch',
    'another event’s struct',
    on('sched/sched_wakeup', 'struct trace_event_raw_sched_switch *ctx', 'g(«ctx->prev_pid»);'),
  ],
  [
    'layout-mismatch',
    'bytes between two fields',
    `struct b { __u64 pad; char c[14]; int odd; } __attribute__((packed));\n${sched('g(ctx->odd);', 'struct b *ctx')}`.replace(
      'int odd',
      '«int odd»',
    ),
  ],
  ['data-loc-misuse', 'an address', exec('bpf_probe_read_kernel_str(b, 16, (void *)«ctx->__data_loc_filename»);')],
  [
    'data-loc-misuse',
    'an offset with its length',
    exec('bpf_probe_read_kernel_str(b, 16, (void *)ctx + «ctx->__data_loc_filename»);'),
  ],
  [
    'data-loc-misuse',
    'kept in a variable',
    exec('unsigned int loc = ctx->__data_loc_filename;\n\tbpf_probe_read_kernel_str(b, 16, (void *)ctx + «loc»);'),
  ],
  ['syscall-context', 'a result before the call', openat('g(«ctx->ret»);', 'struct syscall_trace_exit *ctx')],
];

const silent: readonly (readonly [code: Code, what: string, text: string])[] = [
  [
    'unknown-tracepoint',
    'a program that is not loaded by default',
    'SEC("?tp/sched/sched_swich") int f(void *ctx) { return 0; }',
  ],
  ['unknown-tracepoint', 'a section that is being typed', 'SEC("tp/sched/sched_swi'],
  ['not-on-target', 'an optional program', 'SEC("?tp/block/block_io_start") int f(void *ctx) { return 0; }'],
  [
    'never-attaches',
    'a bare section of a program array’s value',
    'SEC("tp") int f(void *ctx);\nstruct { __array(values, int (void *)); } calls SEC(".maps") = { .values = { [1] = (void *)&f } };\nSEC("tp") int f(void *ctx) { return 0; }',
  ],
  [
    'never-attaches',
    'a name that the preprocessor joins',
    'SEC("tracepoint/" NAME) int f(void *ctx) { return 0; }\nSEC("tp/sched/sched_" "switch") int g(void *ctx) { return 0; }',
  ],
  ['never-attaches', 'other sections', 'SEC("kprobe") int f(void *ctx) { return 0; }'],
  ['unknown-field', 'a guarded field', sched('if (bpf_core_field_exists(ctx->nothing)) g(ctx->nothing);')],
  [
    'unknown-field',
    'a struct whose members are not all understood',
    `struct o { __u64 pad; MEMBERS };\n${sched('g(ctx->hidden);', 'struct o *ctx')}`,
  ],
  ['unknown-field', 'a struct of a header that is not found', sched('g(ctx->whatever);', 'struct from_header *ctx')],
  ['unknown-field', 'a variable that hides the context', sched('{ struct my *ctx = h(); g(ctx->mine); }')],
  [
    'unknown-field',
    'an alias’s name in another block',
    sched('if (x) { struct trace_event_raw_sched_switch *e = ctx; g(e->prev_pid); } else { g(e->mine); }'),
  ],
  [
    'unknown-field',
    'an alias of each arm',
    sched(
      'if (x) { struct trace_event_raw_sched_switch *e = ctx; g(e->prev_pid); } else { struct trace_event_raw_sched_switch___x *e = ctx; g(e->prev_prio); }',
    ),
  ],
  [
    'unknown-field',
    'an alias that is set to something else',
    sched('struct trace_event_raw_sched_switch *a = ctx;\n\ta = h();\n\tg(a->mine);'),
  ],
  ['unknown-field', 'what #if 0 takes out', sched('\n#if 0\n\tg(ctx->mine);\n#endif')],
  [
    'unknown-field',
    'a field of one kernel version',
    'TRACEPOINT_PROBE(sched, sched_switch)\n{\n#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 0, 0)\n\tg(args->older);\n#endif\n\treturn 0;\n}\n',
  ],
  ['common-field-read', 'their address', sched('bpf_probe_read_kernel(&e, 8, &ctx->ent);')],
  [
    'common-field-read',
    'parameters of BPF_PROG that nobody uses',
    'SEC("tp/sched/sched_switch")\nint BPF_PROG(f, int first)\n{\n\treturn 0;\n}\n',
  ],
  ['context-write', 'a comparison', sched('if (ctx->prev_pid == 1 || ctx->prev_pid <= 2) g(1);')],
  ['context-write', 'another struct’s member', sched('event->prev_pid = ctx->prev_pid;')],
  [
    'misaligned-read',
    'a packed member',
    `struct p { char pad[9]; int odd; } __attribute__((packed));\n${sched('g(ctx->odd);', 'struct p *ctx')}`,
  ],
  // clang knows the member's alignment and splits the read (seen on 6.1).
  ['misaligned-read', 'a wider read of a member', sched('g(*(__u64 *)&ctx->prev_prio);')],
  ['misaligned-read', 'an even address', sched('g(*(short *)((void *)ctx + 10));')],
  ['past-record-end', 'the last argument', openat('g(ctx->args[3]);')],
  [
    'past-record-end',
    'a member that nobody reads',
    `struct l { char all[64]; int more; };\n${sched('g(ctx->all[8]);', 'struct l *ctx')}`,
  ],
  [
    'pointer-dereference',
    'a helper',
    on(
      'skb/kfree_skb',
      'struct trace_event_raw_kfree_skb *ctx',
      'struct sk_buff *skb = ctx->skbaddr;\n\tg(BPF_CORE_READ(skb, len));\n\tbpf_probe_read_kernel(&n, 4, &skb->len);\n\tg(sizeof(*skb));',
    ),
  ],
  [
    'pointer-dereference',
    'a variable that a helper fills anew',
    on(
      'skb/kfree_skb',
      'struct trace_event_raw_kfree_skb *ctx',
      'struct sk_buff *skb = ctx->skbaddr;\n\th(&skb);\n\tg(skb->len);',
    ),
  ],
  ['pointer-dereference', 'an element of the record', openat('g((const char *)ctx->args[1]);')],
  [
    'variable-index',
    'a loop that clang unrolls',
    `struct a { __u64 pad; long nr; long args[4]; };\n${openat('for (int i = 0; i < 4; i++)\n\t\tg(ctx->args[i]);', 'struct a *ctx')}`,
  ],
  ['variable-index', 'a constant with a name', openat('enum { FLAGS = 2 };\n\tg(ctx->args[FLAGS] + ctx->args[MODE]);')],
  [
    'pointer-dereference',
    'an array of the record, by another name',
    sched('char *c = ctx->prev_comm;\n\tg(c[1] + *c + *(char *)&ctx->next_comm[2]);'),
  ],
  [
    'core-array-copy',
    'a struct without CO-RE',
    `${switchStruct('__u64 pad;', 'long prev_state;')}${sched('__builtin_memcpy(comm, ctx->prev_comm, 16);', 'struct sw *ctx')}`,
  ],
  ['core-array-copy', 'the helper', sched('bpf_probe_read_kernel(comm, 16, ctx->prev_comm);')],
  [
    'layout-mismatch',
    'other names at the right offsets, and an early end',
    `struct n { __u64 pad; char a[16]; int b; };\n${sched('g(ctx->b);', 'struct n *ctx')}`,
  ],
  [
    'layout-mismatch',
    'a wrong struct that nobody reads',
    `${switchStruct('', 'long prev_state;')}${sched('g(1);', 'struct sw *ctx')}`,
  ],
  [
    'layout-mismatch',
    'a wrong member that nobody reads',
    `${switchStruct('__u64 pad;', 'int prev_state;')}${sched('g(ctx->prev_pid);', 'struct sw *ctx')}`,
  ],
  [
    'layout-mismatch',
    'one right arm of an #ifdef',
    `#ifdef OLD\n${switchStruct('', 'long prev_state;')}#else\n${switchStruct('__u64 pad;', 'long prev_state;')}#endif\n${sched('g(ctx->next_pid);', 'struct sw *ctx')}`,
  ],
  [
    'layout-mismatch',
    'a struct that libbpf relocates',
    `struct trace_event_raw_sched_switch { int next_pid; } __attribute__((preserve_access_index));\n${sched('g(ctx->next_pid);')}`,
  ],
  [
    'layout-mismatch',
    'all arguments as one array',
    `struct a { __u64 pad; long nr; long args[4]; };\n${openat('g(ctx->args[1]);', 'struct a *ctx')}`,
  ],
  [
    'layout-mismatch',
    'narrow arguments of a syscall',
    `struct a { __u64 pad; long nr; int dfd; int hole; const char *filename; };\n${openat('g(ctx->dfd);', 'struct a *ctx')}`,
  ],
  [
    'layout-mismatch',
    'a helper that asks which event it has',
    `static int h(void *c, int t) {\n\tif (t) { struct trace_event_raw_sched_switch *s = c; return s->prev_pid; }\n\tstruct trace_event_raw_kfree_skb *k = c;\n\treturn k->protocol;\n}\n${sched('h(ctx, 1);', 'void *ctx')}${on('skb/kfree_skb', 'void *ctx', 'h(ctx, 0);')}`,
  ],
  [
    'data-loc-misuse',
    'the idiom',
    exec(
      'bpf_probe_read_kernel_str(b, 16, (void *)ctx + (ctx->__data_loc_filename & 0xffff));\n\tunsigned short off = ctx->__data_loc_filename;\n\tg((void *)ctx + off);',
    ),
  ],
  [
    'data-loc-misuse',
    'the two halves as members',
    `struct e { __u64 pad; __u16 at, length; };\n${on('sched/sched_process_exec', 'struct e *ctx', 'bpf_probe_read_kernel_str(b, ctx->length, (void *)ctx + ctx->at);')}`,
  ],
  [
    'data-loc-misuse',
    'a variable that is masked later',
    exec(
      '__u32 off = ctx->__data_loc_filename;\n\toff &= 0xffff;\n\tbpf_probe_read_kernel_str(b, 16, (void *)ctx + off);',
    ),
  ],
  [
    'syscall-context',
    'a result after the call',
    on('syscalls/sys_exit_openat', 'struct syscall_trace_exit *ctx', 'g(ctx->ret);'),
  ],
];

describe('checks', () => {
  for (const [code, what, marked] of fires) {
    it(`${code}: ${what}`, () => assert.deepEqual(found(unmarked(marked)), expected(code, marked)));
  }
  for (const [code, what, text] of silent) {
    it(`no ${code}: ${what}`, () => assert.deepEqual(found(text), []));
  }

  it('cover every code with one that fires and one that does not', () => {
    const codes = (rows: readonly (readonly [Code, ...string[]])[]): string[] =>
      [...new Set(rows.map(([code]) => code))].sort();
    assert.equal(codes(fires).length, 14);
    assert.deepEqual(codes(silent), codes(fires));
  });

  it('say which member shifts the others', () => {
    const text = `${switchStruct('__u64 pad;', 'int prev_state;')}${sched('g(ctx->next_pid);', 'struct sw *ctx')}`;
    const [finding] = checkSource(scanSource(text), kernel);
    assert.match(
      finding?.message ?? '',
      /next_pid is at offset 52, size 4 here; .* on debian12-6\.1 has it at offset 56, size 4\. prev_state has 4 bytes here and 8/,
    );
  });

  it('point at the read where the struct is a header’s', () => {
    const header = scanHeader(switchStruct('__u64 pad;', 'int prev_state;'), 'file:///sw.h');
    const text = sched('g(ctx->next_pid);', 'struct sw *ctx');
    assert.deepEqual(found(text, kernel, { headers: [header] }), ['layout-mismatch «ctx->next_pid»']);
  });

  it('know what newer kernels put into the format and not into the copy', () => {
    const copied = constructed('syscalls/sys_enter_openat', newerOpenat);
    const text = `struct o { __u64 pad; long nr; long dfd; const char *filename; long flags, mode; unsigned __filename_val; };\n${openat('g(ctx->__filename_val);', 'struct o *ctx')}`;
    assert.deepEqual(found(text, copied), ['syscall-context «unsigned __filename_val»']);
    assert.deepEqual(found(text.replace('__filename_val)', 'flags)'), copied), []);
  });
});

/** As 7.3 prints it, shortened to what the test needs. */
const newerOpenat = `name: sys_enter_openat
ID: 700
format:
	field:unsigned short common_type;	offset:0;	size:2;	signed:0;
	field:unsigned char common_flags;	offset:2;	size:1;	signed:0;
	field:unsigned char common_preempt_count;	offset:3;	size:1;	signed:0;
	field:int common_pid;	offset:4;	size:4;	signed:1;

	field:int __syscall_nr;	offset:8;	size:4;	signed:1;
	field:int dfd;	offset:16;	size:8;	signed:0;
	field:const char * filename;	offset:24;	size:8;	signed:0;
	field:int flags;	offset:32;	size:8;	signed:0;
	field:umode_t mode;	offset:40;	size:8;	signed:0;
	field:__data_loc char[] __filename_val;	offset:48;	size:4;	signed:0;

print fmt: "dfd: 0x%08lx", ((unsigned long)(REC->dfd))
`;
