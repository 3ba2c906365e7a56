// How long block devices take for a request, from its issue to its completion.
// Look at latency_hist, in µs. Two hills are two kinds of requests, such as those that a cache answers and those that it does not.
// Kernels: debian11-5.10 debian12-6.1 debian13-6.12 debian13-7.3
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define SLOTS 26 /* the last one: 2^25 µs, which are 34 s, and more */

/* The records of issue and completion begin alike. */
struct block_rq_ctx {
	__u64 common;     /* @0:8   the kernel keeps these from BPF */
	__u32 dev;        /* @8:4   dev_t */
	__u32 _pad1;      /* @12:4 */
	__u64 sector;     /* @16:8  sector_t */
	__u32 nr_sector;  /* @24:4  unsigned int */
};

struct io_place {
	__u64 dev;
	__u64 sector;
};

/* When a request was issued. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, struct io_place);
	__type(value, __u64);
} issued SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SLOTS);
	__type(key, __u32);
	__type(value, __u64);
} latency_hist SEC(".maps");

/* The slot of a value: its power of two. */
static __always_inline __u32 slot_of(__u64 value)
{
	__u32 slot = 0, step;

	for (step = 32; step; step /= 2) {
		if (value >> step) {
			value >>= step;
			slot += step;
		}
	}
	return slot < SLOTS ? slot : SLOTS - 1;
}

SEC("tp/block/block_rq_issue")
int on_issue(struct block_rq_ctx *ctx)
{
	struct io_place place = { .dev = ctx->dev, .sector = ctx->sector };
	__u64 now = bpf_ktime_get_ns();

	/* A flush moves no sector, and nothing tells one from another. */
	if (ctx->nr_sector)
		bpf_map_update_elem(&issued, &place, &now, BPF_ANY);
	return 0;
}

SEC("tp/block/block_rq_complete")
int on_complete(struct block_rq_ctx *ctx)
{
	struct io_place place = { .dev = ctx->dev, .sector = ctx->sector };
	__u64 *since = bpf_map_lookup_elem(&issued, &place);
	__u64 took, *count;
	__u32 slot;

	if (!since)
		return 0;
	took = (bpf_ktime_get_ns() - *since) / 1000;
	bpf_map_delete_elem(&issued, &place);

	slot = slot_of(took);
	count = bpf_map_lookup_elem(&latency_hist, &slot);
	if (count)
		__sync_fetch_and_add(count, 1);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
