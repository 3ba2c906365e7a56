// A struct that belongs to another event, and is never read.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

u64 exits = 0;

SEC("tracepoint/sched/sched_process_exit")
int handle_exit(struct trace_event_raw_sys_exit *ctx)
{
	u64 id = bpf_get_current_pid_tgid();

	if (id >> 32 != (u32)id)
		return 0;
	__sync_fetch_and_add(&exits, 1);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
