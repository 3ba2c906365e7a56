// System calls that fail: how often, by program, by the call's number and by its error.
// Look at errors, sorted by count. Error 2 is ENOENT, 11 EAGAIN, 13 EACCES, 110 ETIMEDOUT; `ausyscall NR` names a call.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define MAX_ERRNO 4095 /* include/linux/err.h: results from -4095 to -1 are errors */

/* Only what is read. libbpf puts in where the target's kernel has it. */
struct trace_event_raw_sys_exit {
	long id;
	long ret;
} __attribute__((preserve_access_index));

struct error {
	char comm[16];
	__s32 syscall;
	__s32 error;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, struct error);
	__type(value, __u64);
} errors SEC(".maps");

SEC("tp/raw_syscalls/sys_exit")
int on_return(struct trace_event_raw_sys_exit *ctx)
{
	struct error error = { .syscall = ctx->id };
	__u64 zero = 0, *count;
	long result = ctx->ret;

	if (result >= 0 || result < -MAX_ERRNO)
		return 0;
	error.error = -result;
	bpf_get_current_comm(error.comm, sizeof(error.comm));
	count = bpf_map_lookup_elem(&errors, &error);
	if (!count) {
		bpf_map_update_elem(&errors, &error, &zero, BPF_NOEXIST);
		count = bpf_map_lookup_elem(&errors, &error);
		if (!count)
			return 0;
	}
	__sync_fetch_and_add(count, 1);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
