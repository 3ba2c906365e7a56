// A typedef of an unnamed struct as the context.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

typedef struct {
	__u64 common;
	__u64 call_site;
	const void *ptr;
} kfree_args_t;

SEC("tracepoint/kmem/kfree")
int on_free(kfree_args_t *args)
{
	const void *freed = args->ptr;

	if (!freed)
		return 0;
	if (args->call_site == 0)
		bpf_printk("freed %lx", (long)freed);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
