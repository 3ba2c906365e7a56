// The section is made of strings that a macro joins.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define SCHED(event) SEC("tp/sched/" event)

SCHED("sched_waking")
int on_waking(struct trace_event_raw_sched_wakeup_template *ctx)
{
	bpf_printk("waking %d on %d", ctx->pid, ctx->target_cpu);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
