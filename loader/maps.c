// SPDX-License-Identifier: MIT
/* The session's maps, by their ids, and what they hold. */
#include "maps.h"

#include <bpf/bpf.h>
#include <string.h>

#include "base64.h"
#include "clock.h"
#include "json.h"
#include "map_walk.h"
#include "message.h"

struct bpf_map *maps_find(struct bpf_object *object, unsigned int id)
{
	struct bpf_map *map;

	if (!object)
		return NULL;
	bpf_object__for_each_map(map, object) {
		struct bpf_map_info info = { 0 };
		__u32 size = sizeof(info);
		int fd = bpf_map__fd(map);

		if (fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &size) && info.id == id)
			return map;
	}
	return NULL;
}

static bool is_per_cpu(enum bpf_map_type type)
{
	return type == BPF_MAP_TYPE_PERCPU_HASH || type == BPF_MAP_TYPE_LRU_PERCPU_HASH || type == BPF_MAP_TYPE_PERCPU_ARRAY;
}

/* Values in an entry: one for each CPU that could ever be there, which may be more than there are. */
static int value_count(const struct bpf_map *map)
{
	return is_per_cpu(bpf_map__type(map)) ? libbpf_num_possible_cpus() : 1;
}

/* Bytes; 0 where the kernel does not say how many CPUs there could be. */
static size_t all_values_size(const struct bpf_map *map)
{
	size_t size = bpf_map__value_size(map);
	int count = value_count(map);

	if (!is_per_cpu(bpf_map__type(map)))
		return size;
	/* bpf_percpu_hash_copy() in kernel/bpf/hashtab.c: each CPU's value begins at a multiple of 8. */
	return count > 0 ? (size + 7) / 8 * 8 * (size_t)count : 0;
}

/* Characters that an entry takes in the message: ["…","…"], */
static size_t entry_length(const struct bpf_map *map)
{
	return BASE64_LENGTH(bpf_map__key_size(map)) + BASE64_LENGTH(all_values_size(map)) + 8;
}

/* What to do instead of reading such a map; NULL: it can be read. */
static const char *obstacle(enum bpf_map_type type)
{
	switch (type) {
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_LRU_HASH:
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_LRU_PERCPU_HASH:
	case BPF_MAP_TYPE_ARRAY:
	case BPF_MAP_TYPE_PERCPU_ARRAY:
	case BPF_MAP_TYPE_LPM_TRIE:
		return NULL;
	case BPF_MAP_TYPE_RINGBUF:
	case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
		return "It holds no entries but records that are read once: follow its events.";
	case BPF_MAP_TYPE_QUEUE:
	case BPF_MAP_TYPE_STACK:
		return "Reading it would take its values away from the programs.";
	default:
		return "Its entries are no values that the kernel shows.";
	}
}

bool maps_readable(const struct bpf_map *map, const char *command, struct out *out)
{
	const char *kind = libbpf_bpf_map_type_str(bpf_map__type(map));
	const char *why = obstacle(bpf_map__type(map));

	if (why) {
		message_denied(out, command, 0, "Map '%s' is a %s. %s", bpf_map__name(map), kind ? kind : "kind of its own", why);
		return false;
	}
	if (!all_values_size(map)) {
		message_denied(out, command, 0, "Map '%s' cannot be read: the kernel does not say how many CPUs there can be.",
			       bpf_map__name(map));
		return false;
	}
	if (entry_length(map) > MAP_MESSAGE_LIMIT) {
		message_denied(out, command, 0, "Map '%s' cannot be read: one value takes %zu bytes, and 3 MiB is the most.",
			       bpf_map__name(map), all_values_size(map));
		return false;
	}
	return true;
}

static void add_entries(struct buffer *b, const struct map_walk *walk, const struct map_entries *entries)
{
	size_t i;

	json_open_array(b, "entries");
	for (i = 0; i < entries->count; i++) {
		json_open_array(b, NULL);
		json_base64(b, NULL, entries->keys + i * walk->key_size, walk->key_size);
		json_base64(b, NULL, entries->values + i * walk->value_size, walk->value_size);
		json_close_array(b);
	}
	json_close_array(b);
}

bool maps_send(const struct bpf_map *map, unsigned int id, const char *command, struct pace *pace)
{
	const struct map_walk walk = {
		.fd = bpf_map__fd(map),
		.type = bpf_map__type(map),
		.key_size = bpf_map__key_size(map),
		.value_size = all_values_size(map),
		.max_entries = bpf_map__max_entries(map),
	};
	size_t limit = MAP_MESSAGE_LIMIT / entry_length(map);
	struct map_entries entries;
	struct buffer b = { 0 };
	int error = map_walk(&walk, limit < MAP_ENTRIES_LIMIT ? limit : MAP_ENTRIES_LIMIT, &entries);

	if (error) {
		message_denied(pace->out, command, -error, "Map '%s' could not be read: %s.", bpf_map__name(map),
			       strerror(-error));
		map_entries_free(&entries);
		return false;
	}
	message_begin(&b, "map");
	json_number(&b, "id", id);
	json_number(&b, "time", now_ns());
	json_number(&b, "cpus", value_count(map));
	add_entries(&b, &walk, &entries);
	json_flag(&b, "truncated", entries.truncated);
	map_entries_free(&entries);
	pace_send(pace, &b);
	return true;
}
