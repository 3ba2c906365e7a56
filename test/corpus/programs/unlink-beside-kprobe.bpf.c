// A kprobe beside a tracepoint program: its context is registers.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("kprobe/do_unlinkat")
int BPF_KPROBE(do_unlinkat, int dfd)
{
	bpf_printk("kprobe: %d", dfd);
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_unlinkat")
int on_unlinkat(struct syscall_trace_enter *ctx)
{
	char path[64];
	long n = bpf_probe_read_user_str(path, sizeof(path), (void *)ctx->args[1]);

	if (n > 1)
		bpf_printk("unlinkat %s, flags %x", path, (int)ctx->args[2]);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
