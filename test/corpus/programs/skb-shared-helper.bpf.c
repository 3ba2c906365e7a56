// One helper shared by two programs of the same class.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

static __always_inline int note(struct trace_event_raw_net_dev_template *ctx, int sent)
{
	char name[16];

	bpf_probe_read_kernel_str(name, sizeof(name), (void *)ctx + (ctx->__data_loc_name & 0xffff));
	bpf_printk("%s: %u bytes (%d)", name, ctx->len, sent);
	return 0;
}

SEC("tracepoint/net/net_dev_queue")
int on_queue(struct trace_event_raw_net_dev_template *ctx)
{
	return note(ctx, 1);
}

SEC("tracepoint/net/netif_receive_skb")
int on_receive(struct trace_event_raw_net_dev_template *ctx)
{
	return note(ctx, 0);
}

char LICENSE[] SEC("license") = "GPL";
