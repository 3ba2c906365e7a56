/** Reads that the verifier refuses, and reads of what is no address. */
import { change, type FixCase } from './case';
import { kernelHeaders, kernelWith, ownHeaders, shippedKernel } from './support';

const openat = `struct openat_args {
	unsigned long long pad;
	int nr;
	long dfd;
	const char *filename;
	long flags;
	long mode;
};

`;
const enterOpenat = 'tracepoint/syscalls/sys_enter_openat';
const execSection = 'tp/sched/sched_process_exec';
const core = 'struct trace_event_raw_sched_switch *ctx';

const inSyscall = (body: string, after: string): Pick<FixCase, 'source' | 'expected'> =>
  change({
    headers: ownHeaders,
    section: enterOpenat,
    parameter: 'struct openat_args *ctx',
    before: openat,
    body,
    after,
  });

const exec = `struct exec_args {
	unsigned long long pad;
	__u32 filename;
	int pid;
};

`;
const inExec = (
  body: string,
  after: string,
  before = exec,
  afterBefore = before,
): Pick<FixCase, 'source' | 'expected'> =>
  change({
    headers: ownHeaders,
    section: execSection,
    parameter: 'struct exec_args *ctx',
    before,
    afterBefore,
    body,
    after,
  });
const follow = 'Follow the offset in the lower 16 bits';

const withDevice = kernelWith('net/fake', ['struct net_device *dev @8:8']);

export const readCases: readonly FixCase[] = [
  {
    what: 'the first letter of a text of user space',
    title: 'Read it with bpf_probe_read_user_str',
    ...inSyscall(
      "return *ctx->file|name == '/';",
      "char filename_2[64] = {};\n\tbpf_probe_read_user_str(filename_2, sizeof(filename_2), ctx->filename);\n\treturn filename_2[0] == '/';",
    ),
    judge: 'kernel',
  },
  {
    what: 'a letter of a text, in a condition without braces',
    title: 'Read it with bpf_probe_read_user_str',
    ...inSyscall(
      "if (ctx->flags && ctx->file|name[2] == '/')\n\t\treturn 1;\n\treturn 0;",
      "char filename_2[64] = {};\n\tbpf_probe_read_user_str(filename_2, sizeof(filename_2), ctx->filename);\n\tif (ctx->flags && filename_2[2] == '/')\n\t\treturn 1;\n\treturn 0;",
    ),
    judge: 'kernel',
  },
  {
    what: 'a letter through an argument of vmlinux.h’s struct',
    title: 'Read it with bpf_probe_read_user_str',
    ...change({
      headers: kernelHeaders,
      section: enterOpenat,
      parameter: 'struct trace_event_raw_sys_enter *ctx',
      body: 'return *(char *)ctx->ar|gs[1];',
      after:
        'char filename[64] = {};\n\tbpf_probe_read_user_str(filename, sizeof(filename), (char *)ctx->args[1]);\n\treturn filename[0];',
    }),
    judge: 'kernel',
  },
  {
    what: 'a member of what the kernel’s pointer points at',
    title: 'Read it with bpf_probe_read_kernel',
    ...change({
      headers: `${kernelHeaders}struct fake {\n\t__u64 pad;\n\tstruct net_device *dev;\n};\n\n`,
      section: 'tp/net/fake',
      parameter: 'struct fake *ctx',
      body: 'return ctx->dev->if|index;',
      after:
        '__typeof__(ctx->dev->ifindex) dev_2;\n\tbpf_probe_read_kernel(&dev_2, sizeof(dev_2), &ctx->dev->ifindex);\n\treturn dev_2;',
    }),
    options: { kernel: withDevice },
  },
  {
    what: 'several steps from the kernel’s pointer',
    title: 'Read it with BPF_CORE_READ',
    ...change({
      headers: `${kernelHeaders}struct fake {\n\t__u64 pad;\n\tstruct net_device *dev;\n};\n\n`,
      afterHeaders: `${kernelHeaders.replace('<bpf/bpf_helpers.h>\n', '<bpf/bpf_helpers.h>\n#include <bpf/bpf_core_read.h>\n')}struct fake {\n\t__u64 pad;\n\tstruct net_device *dev;\n};\n\n`,
      section: 'tp/net/fake',
      parameter: 'struct fake *ctx',
      body: 'return ctx->dev->next->if|index;',
      after: 'return BPF_CORE_READ(ctx, dev, next, ifindex);',
    }),
    options: { kernel: withDevice },
  },
  {
    what: 'memcpy from a record array under CO-RE',
    title: 'Copy with bpf_probe_read_kernel',
    ...change({
      headers: kernelHeaders,
      parameter: core,
      body: 'char comm[16];\n\n\t__builtin_memcpy(comm, ctx->prev|_comm, sizeof(comm));\n\tbpf_printk("%s", comm);\n\treturn 0;',
      after:
        'char comm[16];\n\n\tbpf_probe_read_kernel(comm, sizeof(comm), ctx->prev_comm);\n\tbpf_printk("%s", comm);\n\treturn 0;',
    }),
    judge: 'kernel',
  },
  {
    what: 'a read through a cast that is not aligned',
    title: 'Read it with bpf_probe_read_kernel',
    ...change({
      headers: ownHeaders,
      parameter: 'void *ctx',
      body: 'return *(int *)((void *)ctx + |9);',
      after:
        'int value = 0;\n\tbpf_probe_read_kernel(&value, sizeof(value), (int *)((void *)ctx + 9));\n\treturn value;',
    }),
    judge: 'kernel',
  },
  {
    what: 'an index that varies',
    title: 'Read the element with bpf_probe_read_kernel',
    ...change({
      headers: kernelHeaders,
      section: enterOpenat,
      parameter: 'struct trace_event_raw_sys_enter *ctx',
      body: 'return ctx->args[bpf_get_|prandom_u32() & 3];',
      after:
        '__u32 index = bpf_get_prandom_u32() & 3;\n\t__typeof__(ctx->args[0]) args_2 = 0;\n\tif (index < 4) bpf_probe_read_kernel(&args_2, sizeof(args_2), &ctx->args[index]);\n\treturn args_2;',
    }),
    judge: 'kernel',
  },
  {
    what: 'the thread’s id among the common fields',
    title: 'Use bpf_get_current_pid_tgid()',
    ...change({
      headers: kernelHeaders,
      parameter: core,
      body: 'return ctx->ent|.pid;',
      after: 'return (__u32)bpf_get_current_pid_tgid();',
    }),
    judge: 'kernel',
  },
  {
    what: 'the thread’s id through a cast',
    title: 'Use bpf_get_current_pid_tgid()',
    ...change({
      headers: ownHeaders,
      parameter: 'void *ctx',
      body: 'return *(int *)((void *)ctx + |4);',
      after: 'return (__u32)bpf_get_current_pid_tgid();',
    }),
    judge: 'kernel',
  },
  {
    what: 'a dynamic field as a helper’s address, with a helper for the wrong memory',
    title: follow,
    ...inExec(
      'char name[16];\n\n\tbpf_probe_read_user_str(name, sizeof(name), (void *)(long)ctx->file|name);\n\treturn name[0];',
      'char name[16];\n\n\tbpf_probe_read_kernel_str(name, sizeof(name), (void *)((void *)ctx + (ctx->filename & 0xffff)));\n\treturn name[0];',
    ),
  },
  {
    what: 'a dynamic field that is added to the context whole',
    title: follow,
    ...inExec(
      'char name[16];\n\n\tbpf_probe_read_kernel_str(name, sizeof(name), (void *)ctx + ctx->file|name);\n\treturn name[0];',
      'char name[16];\n\n\tbpf_probe_read_kernel_str(name, sizeof(name), (void *)ctx + (ctx->filename & 0xffff));\n\treturn name[0];',
    ),
  },
  {
    what: 'a dynamic field that was declared as text',
    title: follow,
    ...inExec(
      'char name[16];\n\n\tbpf_probe_read_kernel_str(name, sizeof(name), ctx->file|name);\n\treturn name[0];',
      'char name[16];\n\n\tbpf_probe_read_kernel_str(name, sizeof(name), (void *)ctx + (ctx->filename & 0xffff));\n\treturn name[0];',
      exec.replace('__u32 filename', 'char filename[4]'),
      exec,
    ),
  },
  {
    what: 'a dynamic field whose offset counts from its own end',
    title: follow,
    ...change({
      headers: ownHeaders,
      section: 'tp/x/y',
      parameter: 'struct mine *ctx',
      before: 'struct mine {\n\t__u64 pad;\n\t__u32 __rel_loc_name;\n};\n\n',
      body: 'char name[16];\n\n\tbpf_probe_read_kernel_str(name, sizeof(name), (void *)(long)ctx->__rel_|loc_name);\n\treturn name[0];',
      after:
        'char name[16];\n\n\tbpf_probe_read_kernel_str(name, sizeof(name), (void *)((void *)(&ctx->__rel_loc_name + 1) + (ctx->__rel_loc_name & 0xffff)));\n\treturn name[0];',
    }),
    options: { kernel: kernelWith('x/y', ['__rel_loc char[] name @8:4']) },
  },
  {
    what: 'a field that only another kernel has',
    title: 'Ask bpf_core_field_exists first',
    ...change({
      headers: kernelHeaders,
      afterHeaders: kernelHeaders.replace(
        '<bpf/bpf_helpers.h>\n',
        '<bpf/bpf_helpers.h>\n#include <bpf/bpf_core_read.h>\n',
      ),
      section: 'tp/skb/kfree_skb',
      parameter: 'struct trace_event_raw_kfree_skb *ctx',
      body: 'return ctx->rx|_sk != 0;',
      after: 'return (bpf_core_field_exists(ctx->rx_sk) ? ctx->rx_sk : 0) != 0;',
    }),
    options: {
      others: [
        kernelWith('skb/kfree_skb', [
          'void * skbaddr @8:8',
          'void * location @16:8',
          'void * rx_sk @24:8',
          'unsigned short protocol @32:2',
        ]),
      ],
    },
    judge: 'kernel',
  },
  {
    what: 'an array that only another kernel has, copied by a call',
    title: 'Ask bpf_core_field_exists first',
    ...change({
      headers: `${kernelHeaders}#include <bpf/bpf_core_read.h>\n`,
      section: 'tp/sched/sched_process_fork',
      parameter: 'struct trace_event_raw_sched_process_fork *ctx',
      body: 'char comm[16] = {};\n\n\tbpf_probe_read_kernel(comm, sizeof(comm), ctx->parent_|comm);\n\treturn comm[0];',
      after:
        'char comm[16] = {};\n\n\tif (bpf_core_field_exists(ctx->parent_comm)) bpf_probe_read_kernel(comm, sizeof(comm), ctx->parent_comm);\n\treturn comm[0];',
    }),
    options: {
      kernel: kernelWith('sched/sched_process_fork', [
        '__data_loc char[] parent_name @8:4',
        'pid_t parent_pid @12:4:1',
      ]),
      others: [shippedKernel('debian12-6.1')],
    },
  },
];
