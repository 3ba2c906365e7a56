// A CO-RE flavour of an older record, chosen with bpf_core_field_exists.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct trace_event_raw_kfree_skb___old {
	struct trace_entry ent;
	void *skbaddr;
	void *location;
	unsigned short protocol;
} __attribute__((preserve_access_index));

SEC("tp/skb/kfree_skb")
int on_drop(struct trace_event_raw_kfree_skb *ctx)
{
	if (bpf_core_field_exists(ctx->reason)) {
		bpf_printk("dropped: reason %d, protocol %x", ctx->reason, ctx->protocol);
	} else {
		struct trace_event_raw_kfree_skb___old *old = (void *)ctx;

		bpf_printk("dropped: protocol %x at %lx", old->protocol, (long)old->location);
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
