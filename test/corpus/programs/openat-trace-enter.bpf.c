// struct syscall_trace_enter, as libbpf-tools has it: arguments by number, a user string into a ring buffer.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct event {
	pid_t pid;
	int flags;
	char name[64];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("tracepoint/syscalls/sys_enter_openat")
int tracepoint__syscalls__sys_enter_openat(struct syscall_trace_enter *ctx)
{
	struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return 0;
	event->pid = bpf_get_current_pid_tgid() >> 32;
	event->flags = (int)ctx->args[2];
	bpf_probe_read_user_str(event->name, sizeof(event->name), (const char *)ctx->args[1]);
	bpf_ringbuf_submit(event, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
