// Says who opens which file.
// A syscall's arguments are 8 bytes each, whatever their type.
// args[1] of openat is the file's name, and it lies in user space.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct syscall_trace_enter {
	__u64 common; /* the kernel keeps these 8 bytes from BPF */
	__s32 nr;
	__u64 args[6];
};

SEC("tracepoint/syscalls/sys_enter_openat")
int on_openat(struct syscall_trace_enter *ctx)
{
	char task[16];
	char file[128];

	bpf_get_current_comm(task, sizeof(task));
	if (bpf_probe_read_user_str(file, sizeof(file), (const void *)ctx->args[1]) < 0)
		return 0;
	bpf_printk("%s opens %s", task, file);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
