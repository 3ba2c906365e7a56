// The context handed to helpers as it is: bpf_perf_event_output and bpf_get_stackid.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(u32));
	__uint(value_size, sizeof(u32));
} events SEC(".maps");

SEC("tp/sched/sched_migrate_task")
int on_migrate(struct trace_event_raw_sched_migrate_task *ctx)
{
	struct {
		pid_t pid;
		int from, to;
	} event = { ctx->pid, ctx->orig_cpu, ctx->dest_cpu };

	bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &event, sizeof(event));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
