// A record with holes of odd sizes, each left to natural alignment or spelt out.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct net_dev_start_xmit_args {
	__u64 pad;
	__u32 name_loc;
	__u16 queue_mapping;
	const void *skbaddr;
	_Bool vlan_tagged;
	__u8 hole;
	__u16 vlan_proto;
	__u16 vlan_tci;
	__u16 protocol;
	__u8 ip_summed;
	__u32 len __attribute__((aligned(4)));
};

SEC("tp/net/net_dev_start_xmit")
int on_xmit(struct net_dev_start_xmit_args *ctx)
{
	if (ctx->vlan_tagged)
		bpf_printk("vlan %x", ctx->vlan_tci);
	bpf_printk("queue %u, protocol %x, %u bytes", ctx->queue_mapping, ctx->protocol, ctx->len);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
