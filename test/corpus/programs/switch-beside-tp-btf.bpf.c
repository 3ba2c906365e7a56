// tp_btf with BPF_PROG beside a tracepoint program: there, pointers may be followed.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("tp_btf/sched_switch")
int BPF_PROG(btf_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	bpf_printk("%d -> %d", prev->pid, next->pid);
	return 0;
}

SEC("tp/sched/sched_switch")
int tp_switch(struct trace_event_raw_sched_switch *ctx)
{
	bpf_printk("%d -> %d", ctx->prev_pid, ctx->next_pid);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
