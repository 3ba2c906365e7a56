// A loop over the arguments of a hand-written struct, which clang unrolls. (Under CO-RE it would not load.)
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct enter_args {
	__u64 pad;
	long id;
	unsigned long args[6];
};

__u64 sums[6] = {};

SEC("tracepoint/raw_syscalls/sys_enter")
int on_enter(struct enter_args *ctx)
{
	int i;

#pragma unroll
	for (i = 0; i < 6; i++)
		sums[i] += ctx->args[i];
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
