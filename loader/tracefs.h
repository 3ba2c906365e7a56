/* SPDX-License-Identifier: MIT */
/* Where tracefs is, and small reads and writes under it. */
#ifndef LOADER_TRACEFS_H
#define LOADER_TRACEFS_H

#include <stddef.h>

enum tracefs_state {
	TRACEFS_GOOD,
	TRACEFS_NOT_MOUNTED,
	TRACEFS_UNREADABLE,
};

struct tracefs {
	enum tracefs_state state;
	/* "/sys/kernel/tracing", or on old set-ups "/sys/kernel/debug/tracing". */
	const char *root;
	/* A sentence when state is not TRACEFS_GOOD. */
	const char *why;
};

void tracefs_find(struct tracefs *fs);
/* A file's first size - 1 bytes with a zero after them; its length or -errno. Sizes in stat are 0 there. */
long read_small_file(const char *path, char *text, size_t size);
/* 0 or -errno. */
int write_small_file(const char *path, const char *text);

#endif
