// The section is said with the attribute itself, before SEC() was common.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct cpu_idle_args {
	__u64 pad;
	__u32 state;
	__u32 cpu_id;
};

__attribute__((section("tracepoint/power/cpu_idle"), used))
int on_idle(struct cpu_idle_args *ctx)
{
	if (ctx->state == (__u32)-1)
		bpf_printk("CPU %u wakes", ctx->cpu_id);
	return 0;
}

char _license[] __attribute__((section("license"), used)) = "GPL";
