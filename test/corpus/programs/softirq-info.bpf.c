// The parameter is called info, one struct for three events; void where a helper's result is what remains in R0.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

u64 entered[10] = {};
u64 raised = 0;

SEC("tracepoint/irq/softirq_entry")
int softirq_entry(struct trace_event_raw_softirq* info)
{
	unsigned int vec = info->vec;

	if (vec < 10)
		__sync_fetch_and_add(&entered[vec], 1);
	return 0;
}

SEC("tracepoint/irq/softirq_exit")
void softirq_exit(struct trace_event_raw_softirq* info)
{
	bpf_printk("softirq %u done", info->vec);
}

SEC("tracepoint/irq/softirq_raise")
int softirq_raise(struct trace_event_raw_softirq* info)
{
	(void)info;
	__sync_fetch_and_add(&raised, 1);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
