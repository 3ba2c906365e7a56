// Says which task leaves the CPU and which one comes, at every 50th switch.
// The struct is written by hand. The hints show where each member lies.
// Kernels: debian11-5.10 debian12-6.1 debian13-6.12 debian13-7.3
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct sched_switch {
	__u64 common; /* the kernel keeps these 8 bytes from BPF */
	char prev_comm[16];
	__s32 prev_pid;
	__s32 prev_prio;
	__s64 prev_state;
	char next_comm[16];
	__s32 next_pid;
	__s32 next_prio;
};

__u64 switches = 0;

SEC("tracepoint/sched/sched_switch")
int on_switch(struct sched_switch *ctx)
{
	char next[16];

	__sync_fetch_and_add(&switches, 1);
	if (switches % 50 != 0)
		return 0;
	bpf_probe_read_kernel(next, sizeof(next), ctx->next_comm);
	bpf_printk("%d -> %d (%s)", ctx->prev_pid, ctx->next_pid, next);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
