// The struct is in a header beside the program.
#include "pagefault.h"
#include <bpf/bpf_helpers.h>

SEC("tracepoint/exceptions/page_fault_user")
int on_fault(struct page_fault_args *ctx)
{
	if (ctx->error_code & 0x2)
		bpf_printk("write to %lx by %lx", ctx->address, ctx->ip);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
