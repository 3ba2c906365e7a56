// A generated-looking struct whose offsets are asserted.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct kmem_kmalloc {
	__u8 __common[8];
	__u64 call_site;
	__u64 ptr;
	__u64 bytes_req;
	__u64 bytes_alloc;
	__u64 gfp_flags;
	__s32 node;
	__u8 __tail[4];
};
_Static_assert(__builtin_offsetof(struct kmem_kmalloc, call_site) == 8, "call_site");
_Static_assert(__builtin_offsetof(struct kmem_kmalloc, ptr) == 16, "ptr");
_Static_assert(__builtin_offsetof(struct kmem_kmalloc, bytes_req) == 24, "bytes_req");
_Static_assert(__builtin_offsetof(struct kmem_kmalloc, bytes_alloc) == 32, "bytes_alloc");
_Static_assert(__builtin_offsetof(struct kmem_kmalloc, gfp_flags) == 40, "gfp_flags");
_Static_assert(__builtin_offsetof(struct kmem_kmalloc, node) == 48, "node");
_Static_assert(sizeof(struct kmem_kmalloc) == 56, "size");

__u64 wasted = 0;

SEC("tp/kmem/kmalloc")
int on_kmalloc(struct kmem_kmalloc *ctx)
{
	if (ctx->bytes_alloc > ctx->bytes_req)
		__sync_fetch_and_add(&wasted, ctx->bytes_alloc - ctx->bytes_req);
	if (ctx->node > 0 && ctx->ptr)
		bpf_printk("%llx: %llx", ctx->call_site, ctx->gfp_flags);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
