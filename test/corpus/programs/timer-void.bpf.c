// void *ctx, which is never read.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

__u64 hits = 0;

SEC("tracepoint/irq_vectors/local_timer_entry")
int on_timer(void *ctx)
{
	__sync_fetch_and_add(&hits, 1);
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_sync")
void on_sync(void *ctx)
{
	char comm[16];

	bpf_get_current_comm(comm, sizeof(comm));
	bpf_printk("%s syncs", comm);
}

char LICENSE[] SEC("license") = "GPL";
