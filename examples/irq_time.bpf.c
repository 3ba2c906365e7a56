// How long the handlers of hardware interrupts take, by interrupt: calls, time, and a histogram.
// Look at handlers, in ns, sorted by total_ns. While one runs, its CPU does nothing else.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define SLOTS 28 /* the last one: 2^27 ns, which are 134 ms, and more */

/* Only what is read. libbpf puts in where the target's kernel has it. */
struct trace_event_raw_irq_handler_entry {
	int irq;
	__u32 __data_loc_name;
} __attribute__((preserve_access_index));

struct trace_event_raw_irq_handler_exit {
	int irq;
} __attribute__((preserve_access_index));

struct handler {
	char name[16];
	__u64 calls;
	__u64 total_ns;
	__u32 slots[SLOTS];
};

/* When the handler that runs on this CPU began. Handlers do not interrupt one another. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} began SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256);
	__type(key, __s32);
	__type(value, struct handler);
} handlers SEC(".maps");

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

SEC("tp/irq/irq_handler_entry")
int on_entry(struct trace_event_raw_irq_handler_entry *ctx)
{
	__u64 now = bpf_ktime_get_ns();
	struct handler handler = {};
	__s32 irq = ctx->irq;
	__u32 zero = 0;

	if (!bpf_map_lookup_elem(&handlers, &irq)) {
		bpf_probe_read_kernel_str(handler.name, sizeof(handler.name), (void *)ctx + (ctx->__data_loc_name & 0xffff));
		bpf_map_update_elem(&handlers, &irq, &handler, BPF_NOEXIST);
	}
	bpf_map_update_elem(&began, &zero, &now, BPF_ANY);
	return 0;
}

SEC("tp/irq/irq_handler_exit")
int on_exit(struct trace_event_raw_irq_handler_exit *ctx)
{
	__s32 irq = ctx->irq;
	struct handler *handler = bpf_map_lookup_elem(&handlers, &irq);
	__u32 zero = 0, slot;
	__u64 took, *since = bpf_map_lookup_elem(&began, &zero);

	if (!handler || !since || !*since)
		return 0;
	took = bpf_ktime_get_ns() - *since;
	*since = 0;
	__sync_fetch_and_add(&handler->calls, 1);
	__sync_fetch_and_add(&handler->total_ns, took);
	slot = slot_of(took);
	__sync_fetch_and_add(&handler->slots[slot], 1);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
