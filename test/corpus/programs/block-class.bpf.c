// Two classes of block events: block_rq for issue, block_rq_completion for complete.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct key {
	dev_t dev;
	u32 pad;
	sector_t sector;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct key);
	__type(value, u64);
} start SEC(".maps");

SEC("tracepoint/block/block_rq_issue")
int rq_issue(struct trace_event_raw_block_rq *ctx)
{
	struct key key = { .dev = ctx->dev, .sector = ctx->sector };
	u64 now = bpf_ktime_get_ns();

	if (ctx->bytes == 0 || ctx->rwbs[0] == 'N')
		return 0;
	bpf_map_update_elem(&start, &key, &now, BPF_ANY);
	return 0;
}

SEC("tracepoint/block/block_rq_complete")
int rq_complete(struct trace_event_raw_block_rq_completion *ctx)
{
	struct key key = { .dev = ctx->dev, .sector = ctx->sector };
	u64 *issued = bpf_map_lookup_elem(&start, &key);

	if (!issued)
		return 0;
	bpf_printk("%u sectors, error %d: %llu ns", ctx->nr_sector, ctx->error, bpf_ktime_get_ns() - *issued);
	bpf_map_delete_elem(&start, &key);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
