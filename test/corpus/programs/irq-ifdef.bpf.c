// Both arms of an #ifdef hold a whole program.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#ifdef WATCH_ENTRY
SEC("tracepoint/irq/irq_handler_entry")
int on_irq(struct trace_event_raw_irq_handler_entry *ctx)
{
	bpf_printk("irq %d", ctx->irq);
	return 0;
}
#else
SEC("tracepoint/irq/irq_handler_exit")
int on_irq(struct trace_event_raw_irq_handler_exit *ctx)
{
	bpf_printk("irq %d: %d", ctx->irq, ctx->ret);
	return 0;
}
#endif

char LICENSE[] SEC("license") = "GPL";
