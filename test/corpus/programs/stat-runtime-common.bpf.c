// A hand-written struct that names the common members too, as the format file does.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct sched_stat_runtime_args {
	unsigned short common_type;
	unsigned char common_flags;
	unsigned char common_preempt_count;
	int common_pid;

	char comm[16];
	int pid;
	__u64 runtime; /* 4 bytes of padding come before it by themselves */
	__u64 vruntime;
};

__u64 total = 0;

SEC("tracepoint/sched/sched_stat_runtime")
int on_runtime(struct sched_stat_runtime_args *ctx)
{
	if (ctx->pid == 0)
		return 0;
	__sync_fetch_and_add(&total, ctx->runtime);
	if (ctx->vruntime == 0)
		bpf_printk("%d starts", ctx->pid);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
