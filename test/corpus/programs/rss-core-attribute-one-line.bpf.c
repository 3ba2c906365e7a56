// A CO-RE struct with the kernel's name, trace_entry and all, in the file itself.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct trace_entry { unsigned short type; unsigned char flags; unsigned char preempt_count; int pid; } __attribute__((preserve_access_index));

struct trace_event_raw_rss_stat {
	struct trace_entry ent;
	unsigned int mm_id, curr;
	int member;
	long size;
	char __data[0];
} __attribute__((preserve_access_index));

SEC("tp/kmem/rss_stat") int rss(struct trace_event_raw_rss_stat *ctx) {
	if (ctx->curr && ctx->member == 1) bpf_printk("mm %x: %ld", ctx->mm_id, ctx->size);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
