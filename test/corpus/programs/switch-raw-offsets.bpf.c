// No struct: constant offsets from the context, each aligned to its size.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("tp/sched/sched_switch")
int on_switch(void *ctx)
{
	int prev = *(int *)(ctx + 24);
	long state = *(long *)((void *)ctx + 32);
	int next = *(int *)((char *)ctx + 56);

	if (state)
		bpf_printk("%d sleeps, %d runs", prev, next);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
