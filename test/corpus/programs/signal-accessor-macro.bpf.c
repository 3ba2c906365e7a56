// A macro of the project stands for the arrow.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define FIELD(record, member) ((record)->member)

SEC("tp/signal/signal_generate")
int on_signal(struct trace_event_raw_signal_generate *record)
{
	pid_t pid = FIELD(record, pid);

	if (FIELD(record, sig) == 9)
		bpf_printk("SIGKILL to %d", pid);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
