// Other member names than the kernel's, at the kernel's offsets.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct migration {
	__u8 header[8];
	char task[16];
	__s32 id;
	__s32 priority;
	__s32 from;
	__s32 to;
};

SEC("tracepoint/sched/sched_migrate_task")
int on_migrate(struct migration *m)
{
	if (m->from == m->to)
		return 0;
	bpf_printk("%d (%d): CPU %d", m->id, m->priority, m->from);
	bpf_printk("to CPU %d", m->to);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
