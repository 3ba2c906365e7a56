// A plain copy of a char array: right, because this struct has no CO-RE relocations.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct sched_switch_args {
	unsigned long long pad;
	char prev_comm[16];
	int prev_pid;
	int prev_prio;
	long prev_state;
	char next_comm[16];
	int next_pid;
	int next_prio;
};

SEC("tracepoint/sched/sched_switch")
int on_switch(struct sched_switch_args *ctx)
{
	char next[16];

	__builtin_memcpy(next, ctx->next_comm, sizeof(next));
	bpf_printk("%d -> %d %s", ctx->prev_pid, ctx->next_pid, next);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
