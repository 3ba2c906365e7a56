// Processes as they are forked, become another program, and exit, with how long each has run.
// Look at lives. Many that run for a few ms are a script's; one that comes back after each exit is restarted by somebody.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* Only what is read. libbpf puts in where the target's kernel has it: the pids of a fork have moved. */
struct trace_event_raw_sched_process_fork {
	__s32 parent_pid;
	__s32 child_pid;
} __attribute__((preserve_access_index));

struct trace_event_raw_sched_process_exec {
	__u32 __data_loc_filename;
	__s32 pid;
} __attribute__((preserve_access_index));

enum life_what { FORK, EXEC, EXIT };

struct life {
	enum life_what what;
	__s32 pid;
	/* Of a fork: who forked. */
	__s32 parent;
	char comm[16];
	/* Of an exec: the program's file. */
	char file[64];
	/* Of an exec and an exit: since its fork. 0: that was before this program was loaded. */
	__u64 us;
};

/* When a task was forked, by its number. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, __s32);
	__type(value, __u64);
} forked SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} lives SEC(".maps");

static __always_inline __u64 microseconds_since_fork(__s32 pid)
{
	__u64 *since = bpf_map_lookup_elem(&forked, &pid);

	return since ? (bpf_ktime_get_ns() - *since) / 1000 : 0;
}

static __always_inline void send(struct life *life)
{
	bpf_get_current_comm(life->comm, sizeof(life->comm));
	bpf_ringbuf_output(&lives, life, sizeof(*life), 0);
}

SEC("tp/sched/sched_process_fork")
int on_fork(struct trace_event_raw_sched_process_fork *ctx)
{
	struct life life = { .what = FORK, .pid = ctx->child_pid, .parent = ctx->parent_pid };
	__u64 now = bpf_ktime_get_ns();

	bpf_map_update_elem(&forked, &life.pid, &now, BPF_ANY);
	send(&life);
	return 0;
}

SEC("tp/sched/sched_process_exec")
int on_exec(struct trace_event_raw_sched_process_exec *ctx)
{
	struct life life = { .what = EXEC, .pid = ctx->pid };

	life.us = microseconds_since_fork(life.pid);
	bpf_probe_read_kernel_str(life.file, sizeof(life.file), (void *)ctx + (ctx->__data_loc_filename & 0xffff));
	send(&life);
	return 0;
}

SEC("tp/sched/sched_process_exit")
int on_exit(void *ctx __attribute__((unused)))
{
	__u64 task = bpf_get_current_pid_tgid();
	struct life life = { .what = EXIT, .pid = (__u32)task };

	life.us = microseconds_since_fork(life.pid);
	bpf_map_delete_elem(&forked, &life.pid);
	/* A thread's number is not that of its process. */
	if (task >> 32 == (__u32)task)
		send(&life);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
