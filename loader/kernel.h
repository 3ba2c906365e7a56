/* SPDX-License-Identifier: MIT */
/* What this kernel is, and what it lacks for loading tracepoint programs and showing their output. */
#ifndef LOADER_KERNEL_H
#define LOADER_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/utsname.h>

#include "tracefs.h"

#define LACK_LIMIT 12

struct lack {
	/*
	 * A stable word. "bpf", "privilege", "lockdown", "tracefs": nothing can be loaded (preflight.c). "btf", "ring-buffer",
	 * "perf-link", "bpffs", "stats", "printk-event", "jit": what is missing matters to some programs or commands only.
	 */
	const char *what;
	/* A sentence for people. */
	const char *why;
};

struct kernel_info {
	struct utsname names;
	struct lack lacks[LACK_LIMIT];
	size_t lack_count;
};

void kernel_examine(struct kernel_info *kernel, const struct tracefs *fs);
/* Why the kernel lacks it; NULL where it does not. */
const char *kernel_lack(const struct kernel_info *kernel, const char *what);
/*
 * In "confidentiality" mode, which keeps from root too what programs need. Seen on 6.1: tracefs makes no instance (EINVAL), and
 * bpf_probe_read_kernel() is an unknown function; tracefs' files that are there can be read.
 */
bool kernel_is_locked_down(void);

#endif
