// Several programs share one hand-written context type that is right for each.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct task_args {
	__u64 pad;
	char comm[16];
	__s32 pid;
	__s32 prio;
};

SEC("tp/sched/sched_process_exit")
int on_exit(struct task_args *ctx)
{
	bpf_printk("exit %d", ctx->pid);
	return 0;
}

SEC("tp/sched/sched_process_free")
int on_free(struct task_args *ctx)
{
	bpf_printk("free %d", ctx->pid);
	return 0;
}

SEC("tp/sched/sched_wakeup")
int on_wakeup(struct task_args *ctx)
{
	bpf_printk("wakeup %d (%d)", ctx->pid, ctx->prio);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
