// bpf_core_type_exists chooses between a class that newer kernels have and the one that all of these have.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct trace_event_raw_block_rq_completion___v5_18 {
	dev_t dev;
	sector_t sector;
	unsigned int nr_sector;
} __attribute__((preserve_access_index));

struct trace_event_raw_block_rq_complete___older {
	dev_t dev;
	sector_t sector;
	unsigned int nr_sector;
} __attribute__((preserve_access_index));

SEC("tp/block/block_rq_complete")
int on_complete(void *ctx)
{
	sector_t sector;
	unsigned int count;

	if (bpf_core_type_exists(struct trace_event_raw_block_rq_completion___v5_18)) {
		struct trace_event_raw_block_rq_completion___v5_18 *rq = ctx;

		sector = BPF_CORE_READ(rq, sector);
		count = BPF_CORE_READ(rq, nr_sector);
	} else {
		struct trace_event_raw_block_rq_complete___older *rq = ctx;

		sector = BPF_CORE_READ(rq, sector);
		count = BPF_CORE_READ(rq, nr_sector);
	}
	bpf_printk("%llu + %u", sector, count);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
