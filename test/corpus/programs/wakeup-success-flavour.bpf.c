// The classic portable sched_wakeup: success went with 5.15.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct trace_event_raw_sched_wakeup_template___old {
	int success;
} __attribute__((preserve_access_index));

SEC("tp/sched/sched_wakeup")
int on_wakeup(struct trace_event_raw_sched_wakeup_template *ctx)
{
	struct trace_event_raw_sched_wakeup_template___old *old = (void *)ctx;

	if (bpf_core_field_exists(old->success) && !old->success)
		return 0;
	bpf_printk("wakes %d", ctx->pid);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
