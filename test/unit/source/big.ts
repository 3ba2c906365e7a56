/** Realistic C of any length, for benches and for tests of what is large. It compiles beside a vmlinux.h. */

/** What one group of programs consists of; a name that one declares, others of its group use. */
const parts: readonly ((id: number) => string)[] = [
  (id) => `struct event_${id} {
	u32 pid;
	u64 delta;
	char comm[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, u32);
	__type(value, u64);
} starts_${id} SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 16);
} events_${id} SEC(".maps");

static __always_inline bool trace_allowed_${id}(u32 tgid)
{
#ifdef FILTER
	if (filter_tgid && filter_tgid != tgid)
		return false;
#endif
	return true;
}
`,
  (id) => `/* How long a task waits before it runs; "ctx->" here is no access. */
SEC("tracepoint/sched/sched_switch")
int handle_switch_${id}(struct trace_event_raw_sched_switch *ctx)
{
	struct event_${id} *event;
	u32 pid = ctx->prev_pid; // the one that leaves
	u64 now = bpf_ktime_get_ns();

	if (ctx->prev_state == 0 && pid != 0) {
		bpf_map_update_elem(&starts_${id}, &pid, &now, BPF_ANY);
	}
	event = bpf_ringbuf_reserve(&events_${id}, sizeof(*event), 0);
	if (!event)
		return 0;
	event->pid = ctx->next_pid;
	event->delta = now >> 10;
	bpf_probe_read_kernel_str(&event->comm, sizeof(event->comm), ctx->next_comm);
	bpf_ringbuf_submit(event, 0);
	return 0;
}
`,
  (id) => `SEC("tp/syscalls/sys_enter_openat")
int handle_openat_${id}(struct syscall_trace_enter *args)
{
	char name[64];
	const char *user = (const char *)args->args[1];

	for (int i = 0; i < 4; i++) {
		if (!trace_allowed_${id}(i))
			continue;
	}
	bpf_probe_read_user_str(name, sizeof(name), user);
	bpf_printk("open \\"%s\\" flags %x {", name, (int)args->args[2]);
	return 0;
}
`,
  (id) => `struct exec_args_${id} {
	__u64 hidden_pad;
	int filename_loc; /* __data_loc */
	pid_t pid;
	pid_t old_pid;
	char comm[TASK_COMM_LEN];
};

SEC("tracepoint/sched/sched_process_exec")
int on_exec_${id}(struct exec_args_${id} *ctx)
{
	unsigned int offset = ctx->filename_loc & 0xffff;

	if (ctx->pid == ctx->old_pid)
		bpf_printk("%s", (void *)ctx + offset);
	return 0;
}
`,
];

/** At least `lines` lines: programs, maps, structs, helpers, comments and preprocessor lines in turn. */
export function generateSource(lines: number): string {
  const head = `// SPDX-License-Identifier: GPL-2.0
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define TASK_COMM_LEN 16
#define MAXIMUM(a, b) \\
	((a) > (b) ? (a) : (b))

char LICENSE[] SEC("license") = "GPL";
`;
  const pieces = [head];
  let count = lineCount(head);
  for (let piece = 0; count < lines; piece++) {
    const part = parts[piece % parts.length]?.(Math.floor(piece / parts.length)) ?? '';
    pieces.push(part);
    count += lineCount(part) + 1;
  }
  return pieces.join('\n');
}

function lineCount(text: string): number {
  return text.split('\n').length - 1;
}
