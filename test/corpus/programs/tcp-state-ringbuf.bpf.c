// tcpstates in short: scalars, an address copied to a ring buffer, and a kernel pointer read with CO-RE.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct event {
	u8 saddr[16];
	u8 daddr[16];
	u64 skaddr;
	int rcvbuf;
	u16 family;
	u16 sport;
	int newstate;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("tracepoint/sock/inet_sock_set_state")
int handle_set_state(struct trace_event_raw_inet_sock_set_state *ctx)
{
	struct sock *sk = (struct sock *)ctx->skaddr;
	struct event *event;

	if (ctx->protocol != 6)
		return 0;
	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event)
		return 0;
	event->skaddr = (u64)sk;
	event->family = ctx->family;
	event->sport = ctx->sport;
	event->newstate = ctx->newstate;
	event->rcvbuf = BPF_CORE_READ(sk, sk_rcvbuf);
	if (ctx->family == 2)
		bpf_probe_read_kernel(&event->saddr, 4, &ctx->saddr);
	else
		bpf_probe_read_kernel(&event->saddr, sizeof(event->saddr), &ctx->saddr_v6);
	bpf_probe_read_kernel(event->daddr, sizeof(event->daddr), ctx->daddr_v6);
	bpf_ringbuf_submit(event, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
