// trace_event_raw_<event> from vmlinux.h, every scalar read directly, libbpf-bootstrap's tp/.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tp/sched/sched_switch")
int handle_switch(struct trace_event_raw_sched_switch *ctx)
{
	bpf_printk("%d (%d) -> %d (%d)", ctx->prev_pid, ctx->prev_prio, ctx->next_pid, ctx->next_prio);
	if (ctx->prev_state == 0)
		bpf_printk("still runnable");
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
