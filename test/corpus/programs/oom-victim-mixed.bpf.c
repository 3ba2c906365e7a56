// Dynamic data in the middle of scalars of several widths.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tp/oom/mark_victim")
int on_victim(struct trace_event_raw_mark_victim *ctx)
{
	char comm[16];
	unsigned int loc = ctx->__data_loc_comm;

	bpf_probe_read_kernel_str(comm, sizeof(comm), (void *)ctx + (loc & 0xffff));
	bpf_printk("%s (%d) of %u", comm, ctx->pid, ctx->uid);
	bpf_printk("%lu kB, score %d", ctx->total_vm, ctx->oom_score_adj);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
