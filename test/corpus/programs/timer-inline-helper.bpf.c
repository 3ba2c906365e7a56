// A static __always_inline helper that takes the context.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

static __always_inline long delay(struct trace_event_raw_timer_start *ctx)
{
	return (long)(ctx->expires - ctx->now);
}

SEC("tp/timer/timer_start")
int on_timer(struct trace_event_raw_timer_start *ctx)
{
	if (delay(ctx) > 1000)
		bpf_printk("a far timer: %ld jiffies, flags %x", delay(ctx), ctx->flags);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
