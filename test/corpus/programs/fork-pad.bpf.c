// The hand-written struct of many tutorials: `unsigned long long pad` for what the kernel keeps.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct fork_args {
	unsigned long long pad;
	char parent_comm[16];
	int parent_pid;
	char child_comm[16];
	int child_pid;
};

SEC("tracepoint/sched/sched_process_fork")
int on_fork(struct fork_args *ctx)
{
	bpf_printk("%d forks %d", ctx->parent_pid, ctx->child_pid);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
