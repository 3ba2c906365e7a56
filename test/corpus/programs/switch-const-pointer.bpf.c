// A const context, a result that is kept, and const locals.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

static long last_pid = 0;

SEC("tp/sched/sched_switch")
int on_switch(const struct trace_event_raw_sched_switch *ctx)
{
	const pid_t next = ctx->next_pid;
	const long before = last_pid;

	last_pid = next;
	return before == ctx->prev_pid ? 0 : 1;
}

char LICENSE[] SEC("license") = "GPL";
