// raw_syscalls with the class's own struct: counts by system call number.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 512);
	__type(key, u32);
	__type(value, u64);
} counts SEC(".maps");

SEC("tracepoint/raw_syscalls/sys_enter")
int sys_enter(struct trace_event_raw_sys_enter *args)
{
	u32 number = args->id;
	u64 one = 1, *count;

	count = bpf_map_lookup_elem(&counts, &number);
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_map_update_elem(&counts, &number, &one, BPF_NOEXIST);
	return 0;
}

SEC("tracepoint/raw_syscalls/sys_exit")
int sys_exit(struct trace_event_raw_sys_exit *args)
{
	if (args->ret == -4)
		bpf_printk("%ld was interrupted", args->id);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
