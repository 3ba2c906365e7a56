// The dynamic string of sched_process_exec, read as it should be.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tp/sched/sched_process_exec")
int handle_exec(struct trace_event_raw_sched_process_exec *ctx)
{
	unsigned fname_off = ctx->__data_loc_filename & 0xFFFF;
	char filename[127];

	bpf_probe_read_str(filename, sizeof(filename), (void *)ctx + fname_off);
	bpf_printk("%d (was %d) runs %s", ctx->pid, ctx->old_pid, filename);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
