/* SPDX-License-Identifier: MIT */
/* What this kernel is, and what it lacks for loading tracepoint programs and showing their output. */
#ifndef LOADER_KERNEL_H
#define LOADER_KERNEL_H

#include <stddef.h>
#include <sys/utsname.h>

#include "tracefs.h"

#define LACK_LIMIT 8

struct lack {
	/* A stable word: "btf", "perf-link", "printk-event", "tracefs", "privilege", "lockdown", "bpf". */
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

#endif
