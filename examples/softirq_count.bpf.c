// Counts software interrupts by kind in a map, and says every 100th.
// Look at counts: 1 is the timer, 2 and 3 the network, 7 the scheduler, 9 RCU.
// Kernels: debian11-5.10 debian12-6.1 debian13-6.12 debian13-7.3
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct softirq_entry {
	__u64 common; /* the kernel keeps these 8 bytes from BPF */
	__u32 vec;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

SEC("tp/irq/softirq_entry")
int on_softirq(struct softirq_entry *ctx)
{
	__u32 vec = ctx->vec;
	__u64 *count = bpf_map_lookup_elem(&counts, &vec);

	if (!count)
		return 0;
	__sync_fetch_and_add(count, 1);
	if (*count % 100 == 0)
		bpf_printk("softirq %u: %llu", vec, *count);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
