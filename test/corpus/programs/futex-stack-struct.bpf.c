// The whole context copied to the stack with one bpf_probe_read_kernel.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct futex_args {
	__u64 pad;
	__s64 nr;
	__u64 uaddr;
	__s64 op;
	__u64 val;
};

SEC("tracepoint/syscalls/sys_enter_futex")
int on_futex(struct futex_args *ctx)
{
	struct futex_args copy;

	bpf_probe_read_kernel(&copy, sizeof(copy), ctx);
	if ((copy.op & 0x7f) == 1)
		bpf_printk("wakes %llu at %llx", copy.val, copy.uaddr);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
