// The life of TCP connections: a record for each change of state, with how long the state before lasted.
// Look at changes. SYN_SENT to CLOSE is a connection that was refused or timed out; long in CLOSE_WAIT, a program that forgot to close.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define TCP 6 /* IPPROTO_TCP */

/* include/net/tcp_states.h */
enum tcp_state {
	ESTABLISHED = 1,
	SYN_SENT,
	SYN_RECV,
	FIN_WAIT1,
	FIN_WAIT2,
	TIME_WAIT,
	CLOSE,
	CLOSE_WAIT,
	LAST_ACK,
	LISTEN,
	CLOSING,
	NEW_SYN_RECV,
};

/* Only what is read. libbpf puts in where the target's kernel has it. */
struct trace_event_raw_inet_sock_set_state {
	const void *skaddr;
	int oldstate;
	int newstate;
	__u16 sport;
	__u16 dport;
	__u16 protocol;
	__u8 saddr_v6[16];
	__u8 daddr_v6[16];
} __attribute__((preserve_access_index));

struct change {
	__u64 us_in_old;
	enum tcp_state old;
	enum tcp_state new;
	__u16 local_port;
	__u16 remote_port;
	/* IPv6; of IPv4 the last four numbers are the address. */
	__u8 local[16];
	__u8 remote[16];
};

/* When a socket came to its state, by its address in the kernel. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, __u64);
	__type(value, __u64);
} since SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} changes SEC(".maps");

SEC("tp/sock/inet_sock_set_state")
int on_change(struct trace_event_raw_inet_sock_set_state *ctx)
{
	__u64 now = bpf_ktime_get_ns(), *before;
	__u64 socket = (__u64)ctx->skaddr;
	struct change *change;

	if (ctx->protocol != TCP)
		return 0;
	before = bpf_map_lookup_elem(&since, &socket);
	change = bpf_ringbuf_reserve(&changes, sizeof(*change), 0);
	if (change) {
		change->us_in_old = before ? (now - *before) / 1000 : 0;
		change->old = ctx->oldstate;
		change->new = ctx->newstate;
		change->local_port = ctx->sport;
		change->remote_port = ctx->dport;
		bpf_probe_read_kernel(change->local, sizeof(change->local), ctx->saddr_v6);
		bpf_probe_read_kernel(change->remote, sizeof(change->remote), ctx->daddr_v6);
		bpf_ringbuf_submit(change, 0);
	}
	if (ctx->newstate == CLOSE)
		bpf_map_delete_elem(&since, &socket);
	else
		bpf_map_update_elem(&since, &socket, &now, BPF_ANY);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
