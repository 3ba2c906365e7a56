// How long tasks wait for a CPU after they were woken: a histogram for each task name.
// Look at latency_hist, in µs. Bars far to the right are tasks that want a CPU and do not get one.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define SLOTS 26 /* the last one: 2^25 µs, which are 34 s, and more */

/* Only what is read. libbpf puts in where the target's kernel has it. */
struct trace_event_raw_sched_wakeup_template {
	__s32 pid;
} __attribute__((preserve_access_index));

struct trace_event_raw_sched_switch {
	__s32 prev_pid;
	char next_comm[16];
	__s32 next_pid;
} __attribute__((preserve_access_index));

struct task_name {
	char comm[16];
};

struct histogram {
	__u32 slots[SLOTS];
};

/* When a task was woken, by its number. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, __s32);
	__type(value, __u64);
} woken SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct task_name);
	__type(value, struct histogram);
} latency_hist SEC(".maps");

static const struct histogram empty;

/* The slot of a value: its power of two. */
static __always_inline __u32 slot_of(__u64 value)
{
	__u32 slot = 0, step;

	for (step = 32; step; step /= 2) {
		if (value >> step) {
			value >>= step;
			slot += step;
		}
	}
	return slot < SLOTS ? slot : SLOTS - 1;
}

static __always_inline int wake(__s32 pid)
{
	__u64 now = bpf_ktime_get_ns();

	bpf_map_update_elem(&woken, &pid, &now, BPF_ANY);
	return 0;
}

SEC("tp/sched/sched_wakeup")
int on_wakeup(struct trace_event_raw_sched_wakeup_template *ctx)
{
	return wake(ctx->pid);
}

SEC("tp/sched/sched_wakeup_new")
int on_wakeup_new(struct trace_event_raw_sched_wakeup_template *ctx)
{
	return wake(ctx->pid);
}

SEC("tp/sched/sched_switch")
int on_switch(struct trace_event_raw_sched_switch *ctx)
{
	__s32 prev = ctx->prev_pid, next = ctx->next_pid;
	struct task_name name = {};
	struct histogram *histogram;
	__u64 *since, waited;
	__u32 slot;

	/* Woken before it slept: it went on running, and waited for nothing. */
	bpf_map_delete_elem(&woken, &prev);

	since = bpf_map_lookup_elem(&woken, &next);
	if (!since)
		return 0;
	waited = (bpf_ktime_get_ns() - *since) / 1000;
	bpf_map_delete_elem(&woken, &next);

	bpf_probe_read_kernel_str(name.comm, sizeof(name.comm), ctx->next_comm);
	histogram = bpf_map_lookup_elem(&latency_hist, &name);
	if (!histogram) {
		bpf_map_update_elem(&latency_hist, &name, &empty, BPF_NOEXIST);
		histogram = bpf_map_lookup_elem(&latency_hist, &name);
		if (!histogram)
			return 0;
	}
	slot = slot_of(waited);
	__sync_fetch_and_add(&histogram->slots[slot], 1);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
