// An alias of the context: void *ctx in the parameters, the struct in a local.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tp/sched/sched_process_exit")
int handle_exit(void *ctx)
{
	struct trace_event_raw_sched_process_template *args = ctx;
	int prio = args->prio;

	if (prio < 100)
		bpf_printk("real-time task %d ends (%d)", args->pid, prio);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
