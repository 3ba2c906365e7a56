// The class's struct (sched_wakeup_template) for three events that share it.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, pid_t);
	__type(value, u64);
} woken SEC(".maps");

static int remember(pid_t pid, int cpu)
{
	u64 now = bpf_ktime_get_ns() + cpu;

	bpf_map_update_elem(&woken, &pid, &now, BPF_ANY);
	return 0;
}

SEC("tp/sched/sched_wakeup")
int handle_wakeup(struct trace_event_raw_sched_wakeup_template *ctx)
{
	return remember(ctx->pid, ctx->target_cpu);
}

SEC("tp/sched/sched_wakeup_new")
int handle_wakeup_new(struct trace_event_raw_sched_wakeup_template *ctx)
{
	return remember(ctx->pid, ctx->target_cpu);
}

SEC("tp/sched/sched_waking")
int handle_waking(struct trace_event_raw_sched_wakeup_template *ctx)
{
	return ctx->prio < 100 ? remember(ctx->pid, 0) : 0;
}

char LICENSE[] SEC("license") = "GPL";
