/** Structs that are not the record, are not there at all, or are exchanged for others. */
import { realtimeCommon } from '../formats/support';
import { change, type FixCase } from './case';
import { kernelHeaders, kernelWith, ownHeaders } from './support';

const switch61 = 'Lay the struct out as sched/sched_switch on debian12-6.1';

interface Rewrite {
  readonly what: string;
  readonly body: string;
  /** Of `struct mine`, with a cursor. */
  readonly struct: string;
  readonly result: string;
  readonly section?: string;
  readonly title?: string;
  readonly options?: FixCase['options'];
}

const rewrite = ({ what, body, struct, result, section, title = switch61, options }: Rewrite): FixCase => ({
  what,
  title,
  ...(options && { options }),
  ...change({
    headers: ownHeaders,
    ...(section !== undefined && { section }),
    parameter: 'struct mine *ctx',
    before: `${struct}\n\n`,
    afterBefore: `${result}\n\n`,
    body,
    after: body,
  }),
});

const aligned = `/* What the scheduler says. */
struct mine { // a switch
	/* the common fields */
	unsigned long long pad;

	char               sender[16]; /* who leaves */
	|long               prev_state; // why
	char               next_comm[16];
	/* who comes */
	int                next_pid;
};`;

const alignedResult = aligned.replace(
  '\t|long',
  '\tint                prev_pid;\n\tint                prev_prio;\n\tlong',
);

const sharedKernel = kernelWith(
  'sched/sched_switch',
  ['char prev_comm[16] @12:16', 'pid_t prev_pid @28:4:1', 'int prev_prio @32:4:1', 'long prev_state @40:8:1'],
  realtimeCommon,
);

const generated = (
  name: string,
): string => `/* The record of sched/sched_process_exec on debian12-6.1. Comments: @offset:size in bytes, type in the format file. */
struct ${name} {
	unsigned char __common[8]; /* @0:8   common fields; bytes 0 to 7 cannot be read */
	__u32 __data_loc_filename; /* @8:4   __data_loc char[], length << 16 | offset from the record's start */
	__s32 pid;                 /* @12:4  pid_t */
	__s32 old_pid;             /* @16:4  pid_t */
};

_Static_assert(__builtin_offsetof(struct ${name}, __data_loc_filename) == 8, "offset of __data_loc_filename");
_Static_assert(__builtin_offsetof(struct ${name}, pid) == 12, "offset of pid");
_Static_assert(__builtin_offsetof(struct ${name}, old_pid) == 16, "offset of old_pid");
_Static_assert(sizeof(struct ${name}) == 20, "size of ${name}");

`;

const execSection = 'tp/sched/sched_process_exec';
const openat = `struct mine {
	unsigned long long pad;
	int nr;
	long dfd;
	const char *filename;
	long flags;
	long mode;
};

`;

export const structCases: readonly FixCase[] = [
  rewrite({
    what: 'a forgotten member, with the author’s names, comments and columns',
    struct: aligned,
    result: alignedResult,
    body: 'return ctx->prev_state + ctx->next_pid + ctx->sender[0];',
  }),
  rewrite({
    what: 'a struct without the common fields that ends early',
    struct: 'struct mine\n{\n  char prev_comm[16];\n  |int prev_pid;\n};',
    result: 'struct mine\n{\n  unsigned char __common[8];\n  char prev_comm[16];\n  int prev_pid;\n};',
    body: 'return ctx->prev_pid;',
  }),
  rewrite({
    what: 'a length and a type that are wrong, in the author’s types',
    struct:
      'struct mine {\n    u64 common;\n    char prev_comm[32]; /* a name */\n    u32 |prev_pid;\n    u64 prev_prio;\n    u64 prev_state;\n};'
        .replaceAll('u64 ', '__u64 ')
        .replaceAll('u32 ', '__u32 '),
    result:
      'struct mine {\n    __u64 common;\n    char prev_comm[16]; /* a name */\n    __u32 prev_pid;\n    __s32 prev_prio;\n    __u64 prev_state;\n};',
    body: 'return ctx->prev_pid + ctx->prev_prio;',
  }),
  rewrite({
    what: 'a struct on one line',
    struct: 'struct mine { long pad; char prev_comm[16]; int prev_prio|; long prev_state; };',
    result: 'struct mine { long pad; char prev_comm[16]; int prev_pid; int prev_prio; long prev_state; };',
    body: 'return ctx->prev_prio;',
  }),
  rewrite({
    what: 'several members in one declaration',
    struct: 'struct mine {\n\tlong pad;\n\tchar prev_comm[16];\n\t/* the one */\n\tint |prev_prio, prev_pid;\n};',
    result: 'struct mine {\n\tlong pad;\n\tchar prev_comm[16];\n\t/* the one */\n\tint prev_pid;\n\tint prev_prio;\n};',
    body: 'return ctx->prev_pid + ctx->prev_prio;',
  }),
  rewrite({
    what: 'a packed struct, which needs all of its padding',
    struct: 'struct mine {\n\tlong pad;\n\tchar prev_comm[16];\n\tlong |prev_state;\n} __attribute__((packed));',
    result:
      'struct mine {\n\tlong pad;\n\tchar prev_comm[16];\n\tint prev_pid;\n\tint prev_prio;\n\tlong prev_state;\n} __attribute__((packed));',
    body: 'return ctx->prev_state;',
  }),
  rewrite({
    what: 'the common fields of PREEMPT_RT',
    struct:
      'struct mine {\n\t__u64 pad;\n\tchar prev_comm[16];\n\tint prev_pid|;\n\tint prev_prio;\n\t__u64 prev_state;\n};',
    result:
      'struct mine {\n\t__u64 pad;\n\tunsigned char __pad_8[4];\n\tchar prev_comm[16];\n\tint prev_pid;\n\tint prev_prio;\n\t__u64 prev_state;\n};',
    body: 'return ctx->prev_pid + ctx->prev_state;',
    title: 'Lay the struct out as sched/sched_switch on box1',
    options: { kernel: sharedKernel },
  }),
  {
    what: 'a struct that nothing declares',
    title: 'Declare struct exec_event for sched/sched_process_exec',
    ...change({
      headers: ownHeaders,
      section: execSection,
      parameter: 'struct |exec_event *ctx',
      afterParameter: 'struct exec_event *ctx',
      before: '/* Counts. */\n',
      afterBefore: `${generated('exec_event')}/* Counts. */\n`,
      body: 'return ctx->pid;',
      after: 'return ctx->pid;',
    }),
  },
  {
    what: 'a struct of the author’s own, for the kernel’s',
    title: 'Use the kernel’s struct trace_event_raw_sched_switch of vmlinux.h',
    ...change({
      headers: kernelHeaders,
      parameter: 'struct mine| *ctx',
      afterParameter: 'struct trace_event_raw_sched_switch *ctx',
      before: 'struct mine {\n\t__u64 pad;\n\tchar comm[16];\n\tint pid;\n};\n\n',
      body: 'char comm[16];\n\n\tbpf_probe_read_kernel(comm, sizeof(comm), ctx->comm);\n\treturn ctx->pid + comm[0];',
      after:
        'char comm[16];\n\n\tbpf_probe_read_kernel(comm, sizeof(comm), ctx->prev_comm);\n\treturn ctx->prev_pid + comm[0];',
    }),
    judge: 'loads',
  },
  {
    what: 'a syscall’s struct of the author’s own, for the kernel’s',
    title: 'Use the kernel’s struct syscall_trace_enter of vmlinux.h',
    ...change({
      headers: kernelHeaders,
      section: 'tp/syscalls/sys_enter_openat',
      parameter: 'struct mine| *ctx',
      afterParameter: 'struct syscall_trace_enter *ctx',
      before: openat,
      body: 'char name[16];\n\n\tbpf_probe_read_user_str(name, sizeof(name), ctx->filename);\n\treturn ctx->flags + ctx->nr + name[0];',
      after:
        'char name[16];\n\n\tbpf_probe_read_user_str(name, sizeof(name), (const char *)ctx->args[1]);\n\treturn (long)ctx->args[2] + ctx->nr + name[0];',
    }),
    judge: 'loads',
  },
  {
    what: 'the kernel’s struct, for one of the author’s own',
    title: 'Use a struct of your own, struct sched_process_exec_ctx',
    ...change({
      headers: kernelHeaders,
      section: execSection,
      parameter: 'struct |trace_event_raw_sched_process_exec *ctx',
      afterParameter: 'struct sched_process_exec_ctx *ctx',
      afterBefore: generated('sched_process_exec_ctx'),
      body: 'return ctx->pid;',
      after: 'return ctx->pid;',
    }),
    judge: 'loads',
  },
];
