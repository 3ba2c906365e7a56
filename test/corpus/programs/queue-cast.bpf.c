// A cast at each use.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tracepoint/workqueue/workqueue_queue_work")
int on_queue(void *ctx)
{
	int cpu = ((struct trace_event_raw_workqueue_queue_work *)ctx)->cpu;
	void *function = ((struct trace_event_raw_workqueue_queue_work *)ctx)->function;

	bpf_printk("%lx on CPU %d", (unsigned long)function, cpu);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
