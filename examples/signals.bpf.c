// Who sends which signal to whom, and how often.
// Look at signals. 9 is KILL, 11 SEGV, 15 TERM, 17 CHLD: a shell that gets many of the last starts many programs.
// Kernels: debian11-5.10 debian12-6.1 debian13-6.12 debian13-7.3
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct signal_generate_ctx {
	__u64 common;   /* @0:8   the kernel keeps these from BPF */
	__s32 sig;      /* @8:4   int */
	__s32 errno;    /* @12:4  int */
	__s32 code;     /* @16:4  int */
	char comm[16];  /* @20:16 char */
	__s32 pid;      /* @36:4  pid_t */
	__s32 group;    /* @40:4  int */
	__s32 result;   /* @44:4  int */
};

struct sent {
	__s32 signal;
	char from[16];
	char to[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, struct sent);
	__type(value, __u64);
} signals SEC(".maps");

SEC("tp/signal/signal_generate")
int on_signal(struct signal_generate_ctx *ctx)
{
	struct sent sent = { .signal = ctx->sig };
	__u64 zero = 0, *count;

	/* The sender is the task that runs. Where the kernel itself sends, that is whoever it interrupted. */
	bpf_get_current_comm(sent.from, sizeof(sent.from));
	bpf_probe_read_kernel_str(sent.to, sizeof(sent.to), ctx->comm);
	count = bpf_map_lookup_elem(&signals, &sent);
	if (!count) {
		bpf_map_update_elem(&signals, &sent, &zero, BPF_NOEXIST);
		count = bpf_map_lookup_elem(&signals, &sent);
		if (!count)
			return 0;
	}
	__sync_fetch_and_add(count, 1);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
