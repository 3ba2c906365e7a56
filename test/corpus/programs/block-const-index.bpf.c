// Characters of an array in the record, each by a constant index.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct block_rq_args {
	__u64 pad;
	__u32 dev;
	__u64 sector;
	__u32 nr_sector;
	__u32 bytes;
	char rwbs[8];
};

SEC("tracepoint/block/block_rq_insert")
int on_insert(struct block_rq_args *ctx)
{
	char first = ctx->rwbs[0], second = ctx->rwbs[1];

	if (first == 'W' && second == 'S')
		bpf_printk("a synchronous write of %u bytes", ctx->bytes);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
