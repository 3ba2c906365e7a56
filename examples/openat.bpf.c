// Who opens files, and which: a count for each program, and a record for each file.
// Look at opens, sorted by count, then at files as they come. A name that returns all the time is a file that is polled.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* A syscall's arguments are 8 bytes each, whatever their type. */
struct sys_enter_openat_ctx {
	__u64 before[2];  /* @0:16  what the kernel keeps from BPF, and the syscall's number */
	__u64 args[6];    /* @16:48 dfd, filename, flags, mode */
};

struct task_name {
	char comm[16];
};

struct opened {
	__u32 pid;
	char comm[16];
	char name[128];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, struct task_name);
	__type(value, __u64);
} opens SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} files SEC(".maps");

SEC("tracepoint/syscalls/sys_enter_openat")
int on_openat(struct sys_enter_openat_ctx *ctx)
{
	struct task_name task = {}; /* not every kernel fills what is behind a name */
	__u64 zero = 0, *count;
	struct opened *file;

	bpf_get_current_comm(task.comm, sizeof(task.comm));
	count = bpf_map_lookup_elem(&opens, &task);
	if (!count) {
		bpf_map_update_elem(&opens, &task, &zero, BPF_NOEXIST);
		count = bpf_map_lookup_elem(&opens, &task);
	}
	if (count)
		__sync_fetch_and_add(count, 1);

	file = bpf_ringbuf_reserve(&files, sizeof(*file), 0);
	if (!file)
		return 0;
	file->pid = bpf_get_current_pid_tgid() >> 32;
	__builtin_memcpy(file->comm, task.comm, sizeof(file->comm));
	/* The name lies in user space. Where it cannot be read, it is empty. */
	if (bpf_probe_read_user_str(file->name, sizeof(file->name), (const void *)ctx->args[1]) < 0)
		file->name[0] = 0;
	bpf_ringbuf_submit(file, 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
