// Enter and exit of one system call joined by a map, as opensnoop does it.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct args_t {
	const char *fname;
	int flags;
};

const volatile pid_t targ_pid = 0;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, u32);
	__type(value, struct args_t);
} start SEC(".maps");

static __always_inline bool trace_allowed(u32 tgid)
{
	return !targ_pid || targ_pid == tgid;
}

SEC("tracepoint/syscalls/sys_enter_openat")
int tracepoint__syscalls__sys_enter_openat(struct syscall_trace_enter* ctx)
{
	u64 id = bpf_get_current_pid_tgid();
	u32 pid = id;

	if (trace_allowed(id >> 32)) {
		struct args_t args = {};

		args.fname = (const char *)ctx->args[1];
		args.flags = (int)ctx->args[2];
		bpf_map_update_elem(&start, &pid, &args, 0);
	}
	return 0;
}

SEC("tracepoint/syscalls/sys_exit_openat")
int tracepoint__syscalls__sys_exit_openat(struct syscall_trace_exit* ctx)
{
	u32 pid = bpf_get_current_pid_tgid();
	struct args_t *ap = bpf_map_lookup_elem(&start, &pid);
	char fname[32];
	int ret;

	if (!ap)
		return 0; /* missed entry */
	ret = ctx->ret;
	bpf_probe_read_user_str(fname, sizeof(fname), ap->fname);
	bpf_printk("%s %x = %d", fname, ap->flags, ret);
	bpf_map_delete_elem(&start, &pid);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
