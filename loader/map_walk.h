/* SPDX-License-Identifier: MIT */
/* Copies a map's entries out of the kernel, while programs go on changing it. */
#ifndef LOADER_MAP_WALK_H
#define LOADER_MAP_WALK_H

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stddef.h>

struct map_walk {
	int fd;
	enum bpf_map_type type;
	/* Bytes. */
	size_t key_size;
	/* Bytes of all CPUs' values together, as the kernel copies them out. */
	size_t value_size;
	/* What the map can hold. */
	size_t max_entries;
};

struct map_entries {
	/* One key after the other, and one value after the other. */
	char *keys;
	char *values;
	size_t count;
	/* The map holds more than was asked for. */
	bool truncated;
};

/* At most limit entries. 0 or -errno; what is in entries is the caller's to free, either way. */
int map_walk(const struct map_walk *walk, size_t limit, struct map_entries *entries);
void map_entries_free(struct map_entries *entries);

#endif
