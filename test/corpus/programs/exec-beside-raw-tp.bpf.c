// raw_tp beside a tracepoint program; each has its own kind of context.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

SEC("raw_tp/sched_process_exec")
int raw_exec(struct bpf_raw_tracepoint_args *ctx)
{
	bpf_printk("raw");
	return 0;
}

SEC("tp/sched/sched_process_exec")
int tp_exec(struct trace_event_raw_sched_process_exec *ctx)
{
	bpf_printk("%d", ctx->pid);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
