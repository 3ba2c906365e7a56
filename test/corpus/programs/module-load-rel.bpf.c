// The offset of dynamic data through a u16 pair instead of a mask.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct module_load_args {
	__u64 pad;
	__u32 taints;
	__u16 name_offset;
	__u16 name_length;
};

SEC("tp/module/module_load")
int on_load(struct module_load_args *ctx)
{
	char name[56];

	bpf_probe_read_kernel_str(name, sizeof(name), (void *)ctx + ctx->name_offset);
	bpf_printk("%s (%u), taints %x", name, ctx->name_length, ctx->taints);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
