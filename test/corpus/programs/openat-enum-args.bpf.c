// Arguments by names of an enum, the number of the call checked.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

enum { DFD, FILENAME, FLAGS, MODE };

SEC("tp/syscalls/sys_enter_openat")
int on_openat(struct syscall_trace_enter *args)
{
	if (args->nr != 257 || !(args->args[FLAGS] & 0100))
		return 0;
	bpf_printk("creates with mode %o in %d", (int)args->args[MODE], (int)args->args[DFD]);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
