// trace_event_raw_signal_generate: a char array copied with bpf_probe_read_kernel.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tracepoint/signal/signal_generate")
int sig_trace(struct trace_event_raw_signal_generate *ctx)
{
	char comm[16];

	if (ctx->result)
		return 0;
	bpf_probe_read_kernel(comm, sizeof(comm), ctx->comm);
	bpf_printk("signal %d (code %d) to %d", ctx->sig, ctx->code, ctx->pid);
	bpf_printk("%s: errno %d, group %d", comm, ctx->errno, ctx->group);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
