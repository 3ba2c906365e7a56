// Kernel pointers kept as numbers: never followed, so never a fault.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, u64);
	__type(value, u64);
} live SEC(".maps");

SEC("tp/kmem/kmalloc")
int on_alloc(struct trace_event_raw_kmalloc *ctx)
{
	u64 address = (u64)ctx->ptr, size = ctx->bytes_alloc;

	if (!ctx->ptr)
		return 0;
	bpf_map_update_elem(&live, &address, &size, BPF_ANY);
	return 0;
}

SEC("tp/kmem/kfree")
int on_free(struct trace_event_raw_kfree *ctx)
{
	u64 address = (u64)ctx->ptr;

	bpf_map_delete_elem(&live, &address);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
