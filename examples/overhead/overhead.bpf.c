// The same work twice, when a task gets a new name: once at the tracepoint, once as a kprobe.
// Load it on a target, then measure: README.md beside it says how, and what came out.
// Kernels: debian11-5.10 debian12-6.1 debian13-6.12 debian13-7.3
#include <linux/types.h>
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

struct task_rename {
	__u64 common; /* the kernel keeps these 8 bytes from BPF */
	__s32 pid;
	char oldcomm[16];
	char newcomm[16];
	__s16 oom_score_adj;
};

struct rename {
	__u64 times;
	__s32 pid;
	char name[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct rename);
} last SEC(".maps");

/* The record holds it all: plain reads. */
SEC("tp/task/task_rename")
int on_rename(struct task_rename *ctx)
{
	__u32 key = 0;
	struct rename *rename = bpf_map_lookup_elem(&last, &key);

	if (!rename)
		return 0;
	rename->times++;
	rename->pid = ctx->pid;
	__builtin_memcpy(rename->name, ctx->newcomm, sizeof(rename->name));
	return 0;
}

struct task_struct {
	int pid;
} __attribute__((preserve_access_index));

/* A function's arguments: each read is a call, and the function may be called otherwise in the next kernel. */
SEC("kprobe/__set_task_comm")
int on_set_comm(struct pt_regs *ctx)
{
	struct task_struct *task = (void *)PT_REGS_PARM1(ctx);
	const char *name = (void *)PT_REGS_PARM2(ctx);
	__u32 key = 1;
	struct rename *rename = bpf_map_lookup_elem(&last, &key);

	if (!rename)
		return 0;
	rename->times++;
	rename->pid = BPF_CORE_READ(task, pid);
	bpf_probe_read_kernel_str(rename->name, sizeof(rename->name), name);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
