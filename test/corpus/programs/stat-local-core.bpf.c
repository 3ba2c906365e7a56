// A minimal CO-RE struct declared in the file: only the members that are read, in any order.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct trace_event_raw_sched_stat_runtime {
	__u64 vruntime;
	__u64 runtime;
	int pid;
} __attribute__((preserve_access_index));

SEC("tp/sched/sched_stat_runtime")
int on_runtime(struct trace_event_raw_sched_stat_runtime *ctx)
{
	if (ctx->runtime > 10000000)
		bpf_printk("%d ran %llu ns (%llu)", ctx->pid, ctx->runtime, ctx->vruntime);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
