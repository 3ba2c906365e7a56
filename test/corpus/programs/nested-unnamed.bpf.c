// Unnamed structs and a union inside a hand-written struct.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct signal_deliver_ctx {
	struct {
		unsigned short type;
		unsigned char flags;
		unsigned char preempt_count;
		int pid;
	};
	struct {
		int sig;
		int err;
		int code;
	};
	union {
		unsigned long sa_handler;
		void *handler;
	};
	unsigned long sa_flags;
};

SEC("tracepoint/signal/signal_deliver")
int on_deliver(struct signal_deliver_ctx *ctx)
{
	if (ctx->sa_handler == 0)
		return 0;
	bpf_printk("signal %d (%d) to %lx", ctx->sig, ctx->code, (unsigned long)ctx->handler);
	bpf_printk("flags %lx", ctx->sa_flags);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
