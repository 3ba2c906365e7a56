// A packed struct with its padding spelt out.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct task_newtask {
	char common[8];
	int pid;
	char comm[16];
	char hole[4];
	unsigned long clone_flags;
	short oom_score_adj;
} __attribute__((packed));

SEC("tp/task/task_newtask")
int on_newtask(struct task_newtask *ctx)
{
	bpf_printk("%d: flags %lx, oom %d", ctx->pid, ctx->clone_flags, ctx->oom_score_adj);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
