// struct trace_event_raw_sys_enter on one system call, and its exit.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tracepoint/syscalls/sys_enter_kill")
int kill_entry(struct trace_event_raw_sys_enter *ctx)
{
	pid_t target = (pid_t)ctx->args[0];
	int sig = (int)ctx->args[1];

	if (sig == 0)
		return 0;
	bpf_printk("kill %d with %d", target, sig);
	return 0;
}

SEC("tracepoint/syscalls/sys_exit_kill")
int kill_exit(struct trace_event_raw_sys_exit *ctx)
{
	if (ctx->ret < 0)
		bpf_printk("kill failed: %ld", ctx->ret);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
