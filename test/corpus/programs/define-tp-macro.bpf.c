// A macro of the project hides the section.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define DEFINE_TP(name, category, event, context) \
	SEC("tracepoint/" #category "/" #event)   \
	int name(struct context *ctx)

struct oom_args {
	__u64 pad;
	int pid;
	char comm[16];
	short oom_score_adj;
};

DEFINE_TP(on_oom_score, oom, oom_score_adj_update, oom_args)
{
	bpf_printk("%d: %d", ctx->pid, ctx->oom_score_adj);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
