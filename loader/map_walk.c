// SPDX-License-Identifier: MIT
/* Copies a map's entries out of the kernel, while programs go on changing it. */
#include "map_walk.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* "Not supported" inside the kernel (include/linux/errno.h); map kinds without batches answer so. */
#define KERNEL_ENOTSUPP 524

static char *key_at(const struct map_walk *w, const struct map_entries *e, size_t i)
{
	return e->keys + i * w->key_size;
}

static char *value_at(const struct map_walk *w, const struct map_entries *e, size_t i)
{
	return e->values + i * w->value_size;
}

/*
 * Many entries a system call (5.6, for some kinds later). A hash is walked bucket by bucket, so that what is deleted meanwhile
 * disturbs nothing. 0, -errno, or -ENOTSUP where this kernel has no batches for this map.
 */
static int walk_batches(const struct map_walk *w, size_t limit, struct map_entries *e)
{
	/* Between two calls the kernel keeps its place here: a bucket's number (4 bytes), or a key. */
	char *place = malloc(w->key_size + sizeof(uint32_t));
	int error = place ? 0 : -ENOMEM;

	/* Each call but the last brings at least one entry. */
	while (!error && e->count < limit) {
		__u32 count = (__u32)(limit - e->count);

		error = bpf_map_lookup_batch(w->fd, e->count ? place : NULL, place, key_at(w, e, e->count), value_at(w, e, e->count),
					     &count, NULL);
		if (!error || error == -ENOENT || error == -EINTR)
			e->count += count;
		if (!error && !count)
			error = -ENOENT;
	}
	free(place);
	/* ENOSPC: no room for all entries of the next bucket. EINTR: keys were deleted faster than the kernel found the next one. */
	if (error == -ENOSPC || error == -EINTR || !error) {
		e->truncated = e->count < w->max_entries;
		return 0;
	}
	if (error == -ENOENT)
		return 0;
	/* A kernel that does not know the command says EINVAL, as does one that does not know it for this kind. */
	return !e->count && (error == -EINVAL || error == -KERNEL_ENOTSUPP || error == -EOPNOTSUPP) ? -ENOTSUP : error;
}

static int walk_array(const struct map_walk *w, size_t limit, struct map_entries *e)
{
	for (e->count = 0; e->count < limit; e->count++) {
		uint32_t index = (uint32_t)e->count;
		int error;

		memcpy(key_at(w, e, e->count), &index, sizeof(index));
		error = bpf_map_lookup_elem(w->fd, &index, value_at(w, e, e->count));
		if (error)
			return error;
	}
	e->truncated = limit < w->max_entries;
	return 0;
}

/*
 * Key by key. When a key was deleted before the next was asked for, the kernel begins anew: the walk ends where it meets its first
 * key again, and after as many steps as the map has room for.
 */
static int walk_keys(const struct map_walk *w, size_t limit, struct map_entries *e)
{
	const char *before = NULL;
	size_t steps;

	for (steps = 0; steps < w->max_entries; steps++) {
		/* There is room for one key more than the limit. */
		char *key = key_at(w, e, e->count);
		int error = bpf_map_get_next_key(w->fd, before, key);

		if (error == -ENOENT)
			return 0;
		if (error)
			return error;
		e->truncated = e->count == limit || (e->count && !memcmp(key, e->keys, w->key_size));
		if (e->truncated)
			return 0;
		error = bpf_map_lookup_elem(w->fd, key, value_at(w, e, e->count));
		if (error && error != -ENOENT)
			return error;
		before = key;
		if (!error)
			e->count++;
	}
	return 0;
}

int map_walk(const struct map_walk *w, size_t limit, struct map_entries *e)
{
	bool array = w->type == BPF_MAP_TYPE_ARRAY || w->type == BPF_MAP_TYPE_PERCPU_ARRAY;
	int error;

	if (limit > w->max_entries)
		limit = w->max_entries;
	*e = (struct map_entries){ .keys = malloc((limit + 1) * w->key_size), .values = malloc((limit + 1) * w->value_size) };
	if (!e->keys || !e->values)
		return -ENOMEM;
	error = walk_batches(w, limit, e);
	if (error != -ENOTSUP)
		return error;
	return array ? walk_array(w, limit, e) : walk_keys(w, limit, e);
}

void map_entries_free(struct map_entries *e)
{
	free(e->keys);
	free(e->values);
	*e = (struct map_entries){ 0 };
}
