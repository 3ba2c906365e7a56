// Scalars copied with bpf_probe_read_kernel(&v, sizeof(v), &ctx->field), and with bpf_core_read.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

SEC("tp/kmem/mm_page_alloc")
int on_page(struct trace_event_raw_mm_page_alloc *ctx)
{
	unsigned int order;
	unsigned long pfn;
	int migratetype;

	bpf_probe_read_kernel(&order, sizeof(order), &ctx->order);
	bpf_core_read(&pfn, sizeof(pfn), &ctx->pfn);
	BPF_CORE_READ_INTO(&migratetype, ctx, migratetype);
	if (order > 3)
		bpf_printk("order %u at %lx (%d)", order, pfn, migratetype);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
