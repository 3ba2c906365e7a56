// Out of memory: whom the kernel kills for it, and who changes the scores by which it chooses.
// Look at events. by is the task that asked for memory when there was none, or that wrote the score; victim, who pays.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

/* Only what is read. libbpf puts in where the target's kernel has it. */
struct trace_event_raw_mark_victim {
	int pid;
	__u32 __data_loc_comm; /* not on every kernel */
} __attribute__((preserve_access_index));

struct trace_event_raw_oom_score_adj_update {
	__s32 pid;
	char comm[16];
	short oom_score_adj;
} __attribute__((preserve_access_index));

enum oom_what { KILLED, SCORE_SET };

struct oom_event {
	enum oom_what what;
	__s32 pid;
	char victim[16];
	char by[16];
	__s32 score;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} events SEC(".maps");

static __always_inline void send(struct oom_event *event)
{
	bpf_get_current_comm(event->by, sizeof(event->by));
	bpf_ringbuf_output(&events, event, sizeof(*event), 0);
}

SEC("tp/oom/mark_victim")
int on_victim(struct trace_event_raw_mark_victim *ctx)
{
	struct oom_event event = { .what = KILLED, .pid = ctx->pid };

	if (bpf_core_field_exists(ctx->__data_loc_comm)) {
		__u32 offset = ctx->__data_loc_comm & 0xffff;

		bpf_probe_read_kernel_str(event.victim, sizeof(event.victim), (void *)ctx + offset);
	}
	send(&event);
	return 0;
}

SEC("tp/oom/oom_score_adj_update")
int on_score(struct trace_event_raw_oom_score_adj_update *ctx)
{
	struct oom_event event = { .what = SCORE_SET, .pid = ctx->pid, .score = ctx->oom_score_adj };

	bpf_probe_read_kernel_str(event.victim, sizeof(event.victim), ctx->comm);
	send(&event);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
