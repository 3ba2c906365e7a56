// A hand-written struct with several byte arrays; the addresses are read byte by byte.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct tcp_retransmit_args {
	__u64 pad;
	const void *skbaddr;
	const void *skaddr;
	int state;
	__u16 sport;
	__u16 dport;
	__u16 family;
	__u8 saddr[4];
	__u8 daddr[4];
};

SEC("tp/tcp/tcp_retransmit_skb")
int on_retransmit(struct tcp_retransmit_args *ctx)
{
	if (ctx->family != 2)
		return 0;
	bpf_printk("to %u.%u:%u", ctx->daddr[0], ctx->daddr[3], ctx->dport);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
