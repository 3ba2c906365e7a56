// A system call's struct copied from its format file, each argument 8 bytes wide.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct sys_enter_read_args {
	unsigned short common_type;
	unsigned char common_flags;
	unsigned char common_preempt_count;
	int common_pid;
	int __syscall_nr;
	int __pad;
	unsigned long fd;
	char *buf;
	unsigned long count;
};

SEC("tracepoint/syscalls/sys_enter_read")
int on_read(struct sys_enter_read_args *ctx)
{
	if (ctx->count > 65536)
		bpf_printk("fd %lu: %lu bytes to %lx", ctx->fd, ctx->count, (unsigned long)ctx->buf);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
