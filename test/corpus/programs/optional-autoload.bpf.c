// ?tp/…: user space decides at run time which of the two is loaded.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

u64 faults = 0;

SEC("?tp/exceptions/page_fault_user")
int fault_user(struct trace_event_raw_x86_exceptions *ctx)
{
	if (ctx->error_code & 4)
		__sync_fetch_and_add(&faults, 1);
	return 0;
}

SEC("?tracepoint/exceptions/page_fault_kernel")
int fault_kernel(struct trace_event_raw_x86_exceptions *ctx)
{
	bpf_printk("%lx at %lx", ctx->address, ctx->ip);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
