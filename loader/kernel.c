// SPDX-License-Identifier: MIT
/* What this kernel is, and what it lacks for loading tracepoint programs and showing their output. */
#include "kernel.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

static void add_lack(struct kernel_info *k, const char *what, const char *why)
{
	if (k->lack_count < LACK_LIMIT)
		k->lacks[k->lack_count++] = (struct lack){ what, why };
}

static bool older_than(const struct kernel_info *k, unsigned int major, unsigned int minor)
{
	unsigned int have_major = 0, have_minor = 0;

	if (sscanf(k->names.release, "%u.%u", &have_major, &have_minor) != 2)
		return false;
	return have_major < major || (have_major == major && have_minor < minor);
}

/*
 * BPF_LINK_CREATE for perf events came with 5.15, and distributions carry it back: ask the kernel as libbpf does, with a program
 * that does nothing and a descriptor that is none. EBADF comes from looking at the descriptor, EINVAL from not knowing the kind.
 */
static bool has_perf_link(void)
{
	static const struct bpf_insn nothing[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int program = bpf_prog_load(BPF_PROG_TYPE_TRACEPOINT, NULL, "GPL", nothing, 2, NULL);
	bool has = false;

	if (program < 0)
		return false;
	has = bpf_link_create(program, -1, BPF_PERF_EVENT, NULL) == -EBADF;
	close(program);
	return has;
}

static bool has_capability(const struct __user_cap_data_struct *sets, int capability)
{
	return sets[CAP_TO_INDEX(capability)].effective & CAP_TO_MASK(capability);
}

static void examine_privilege(struct kernel_info *k)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = { 0 };
	char map[128];
	unsigned int inside = 0, outside = 0, count = 0;

	if (syscall(SYS_capget, &header, sets))
		return;
	/* CAP_BPF and CAP_PERFMON came with 5.8; before, and still, CAP_SYS_ADMIN holds both. */
	if (!has_capability(sets, CAP_SYS_ADMIN) && !(has_capability(sets, CAP_BPF) && has_capability(sets, CAP_PERFMON))) {
		add_lack(k, "privilege", "Loading needs root, or the capabilities CAP_BPF and CAP_PERFMON.");
		return;
	}
	/* In a user namespace capabilities do not reach BPF: the kernel asks the first one's (user_namespaces(7)). */
	if (read_small_file("/proc/self/uid_map", map, sizeof(map)) > 0 &&
	    sscanf(map, "%u %u %u", &inside, &outside, &count) == 3 && (inside || outside || count != UINT_MAX))
		add_lack(k, "privilege", "This is a user namespace (a container): its root may not load BPF programs.");
}

bool kernel_is_locked_down(void)
{
	char text[128];

	return read_small_file("/sys/kernel/security/lockdown", text, sizeof(text)) > 0 && strstr(text, "[confidentiality]");
}

const char *kernel_lack(const struct kernel_info *k, const char *what)
{
	size_t i;

	for (i = 0; i < k->lack_count; i++)
		if (!strcmp(k->lacks[i].what, what))
			return k->lacks[i].why;
	return NULL;
}

static void examine_lockdown(struct kernel_info *k)
{
	if (kernel_is_locked_down())
		add_lack(k, "lockdown",
			 "The kernel is locked down (confidentiality): BPF programs may not read kernel memory, and tracefs makes no instance to read their output in.");
}

static void examine_tracefs(struct kernel_info *k, const struct tracefs *fs)
{
	char path[PATH_MAX];

	if (fs->state != TRACEFS_GOOD) {
		add_lack(k, "tracefs", fs->why);
		return;
	}
	snprintf(path, sizeof(path), "%s/events/bpf_trace/bpf_trace_printk", fs->root);
	if (access(path, F_OK))
		add_lack(k, "printk-event",
			 "This kernel has no event for bpf_printk (it came with 5.9): its lines cannot be shown.");
}

/* Each came with 5.8, and distributions carry it back: only an older kernel is asked. */
static void examine_5_8(struct kernel_info *k)
{
	int fd;

	if (!older_than(k, 5, 8))
		return;
	if (!libbpf_probe_bpf_map_type(BPF_MAP_TYPE_RINGBUF, NULL))
		add_lack(k, "ring-buffer", "This kernel has no ring buffers (BPF_MAP_TYPE_RINGBUF came with 5.8).");
	fd = bpf_enable_stats(BPF_STATS_RUN_TIME);
	if (fd >= 0)
		close(fd);
	else if (fd == -EINVAL)
		add_lack(k, "stats",
			 "This kernel counts no runs for a session alone (it came with 5.8): set kernel.bpf_stats_enabled there.");
}

static void examine_pins(struct kernel_info *k)
{
	struct statfs st;

	if (older_than(k, 5, 15) && !has_perf_link())
		add_lack(k, "perf-link", "Before 5.15 there are no links for tracepoints: programs run only while the loader does.");
	if (statfs("/sys/fs/bpf", &st) || (unsigned int)st.f_type != BPF_FS_MAGIC)
		add_lack(k, "bpffs", "The BPF file system is not mounted. On the target: mount -t bpf bpf /sys/fs/bpf");
}

static void examine_jit(struct kernel_info *k)
{
	char text[16];

	if (read_small_file("/proc/sys/net/core/bpf_jit_enable", text, sizeof(text)) > 0 && text[0] == '0')
		add_lack(k, "jit",
			 "BPF programs are interpreted, not compiled (net.core.bpf_jit_enable is 0): they take several times as long.");
}

void kernel_examine(struct kernel_info *k, const struct tracefs *fs)
{
	__u32 next;

	memset(k, 0, sizeof(*k));
	uname(&k->names);
	if (bpf_prog_get_next_id(0, &next) == -ENOSYS)
		add_lack(k, "bpf", "This kernel was built without BPF (CONFIG_BPF_SYSCALL).");
	if (access("/sys/kernel/btf/vmlinux", R_OK))
		add_lack(k, "btf",
			 "The kernel has no BTF (/sys/kernel/btf/vmlinux): programs that use vmlinux.h with CO-RE do not load.");
	examine_privilege(k);
	examine_lockdown(k);
	examine_tracefs(k, fs);
	examine_5_8(k);
	examine_pins(k);
	examine_jit(k);
}
