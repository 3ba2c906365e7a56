// Says which program each process becomes.
// The file's name is dynamic: 4 bytes in the record say where it lies.
// Kernels: debian11-5.10 debian12-6.1 debian13-6.12 debian13-7.3
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct sched_process_exec {
	__u64 common; /* the kernel keeps these 8 bytes from BPF */
	__u32 __data_loc_filename; /* length << 16 | offset */
	__s32 pid;
	__s32 old_pid;
};

SEC("tp/sched/sched_process_exec")
int on_exec(struct sched_process_exec *ctx)
{
	char file[128];
	__u32 offset = ctx->__data_loc_filename & 0xffff;

	bpf_probe_read_kernel_str(file, sizeof(file), (void *)ctx + offset);
	bpf_printk("%d runs %s", ctx->pid, file);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
