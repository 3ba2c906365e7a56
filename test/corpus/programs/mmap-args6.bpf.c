// A hand-written struct with `args[6]` for a system call.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct syscall_enter_args {
	unsigned long long common;
	long nr;
	unsigned long args[6];
};

SEC("tracepoint/syscalls/sys_enter_mmap")
int on_mmap(struct syscall_enter_args *ctx)
{
	unsigned long length = ctx->args[1];

	if (length < 1 << 20)
		return 0;
	bpf_printk("%lu bytes, prot %lx, offset %lx", length, ctx->args[2], ctx->args[5]);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
