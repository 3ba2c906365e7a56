// A static __noinline helper that takes the context: a BPF subprogram.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct hrtimer_args {
	__u64 pad;
	__u64 hrtimer;
	__u64 function;
	__s64 expires;
	__s64 softexpires;
	__u32 mode;
};

static __noinline int slack(struct hrtimer_args *ctx)
{
	if (ctx->expires <= ctx->softexpires)
		return 0;
	return ctx->expires - ctx->softexpires;
}

SEC("tp/timer/hrtimer_start")
int on_hrtimer(struct hrtimer_args *ctx)
{
	int ns = slack(ctx);

	if (ns > 0)
		bpf_printk("%llx may be %d ns late (mode %u)", ctx->function, ns, ctx->mode);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
