// Char arrays of a record under CO-RE, each with the helper for it.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

SEC("tracepoint/block/block_bio_queue")
int on_bio(struct trace_event_raw_block_bio *ctx)
{
	char comm[16], rwbs[8];

	bpf_probe_read_kernel_str(&comm, sizeof(comm), ctx->comm);
	bpf_core_read_str(rwbs, sizeof(rwbs), &ctx->rwbs);
	bpf_printk("%s: %s %u", comm, rwbs, ctx->nr_sector);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
