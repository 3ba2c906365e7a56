// A hand-written struct that stops after the members that it needs.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct task_rename_head {
	__u64 unused;
	int pid;
	char oldcomm[16];
};

SEC("tp/task/task_rename")
int on_rename(struct task_rename_head *ctx)
{
	char old[16];

	bpf_probe_read_kernel_str(old, sizeof(old), ctx->oldcomm);
	bpf_printk("%d was %s", ctx->pid, old);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
