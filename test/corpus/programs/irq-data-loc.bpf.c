// A dynamic string through a hand-written struct, length and offset taken apart.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct irq_handler_entry {
	__u64 pad;
	int irq;
	__u32 data_loc_name;
};

SEC("tracepoint/irq/irq_handler_entry")
int on_irq(struct irq_handler_entry *ctx)
{
	__u32 length = ctx->data_loc_name >> 16;
	__u32 offset = ctx->data_loc_name & 0xffff;
	char name[32] = {};

	if (length == 0)
		return 0;
	bpf_probe_read_kernel_str(name, sizeof(name), (char *)ctx + offset);
	bpf_printk("irq %d: %s", ctx->irq, name);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
