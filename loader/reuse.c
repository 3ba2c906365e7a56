// SPDX-License-Identifier: MIT
/* Hands the maps of the object that runs to the one that is to replace it, where they are alike. */
#include "reuse.h"

#include <errno.h>
#include <linux/bpf.h>
#include <string.h>

#include "shape.h"

/* Bits alike, the variables of .data would still not be what the new source says. */
static bool same_initial(const struct bpf_map *before, const struct bpf_map *map)
{
	size_t size_before = 0, size = 0;
	/* libbpf only reads here, and has no const in its declaration. */
	const void *a = bpf_map__initial_value((struct bpf_map *)before, &size_before);
	const void *b = bpf_map__initial_value((struct bpf_map *)map, &size);

	return a && b && size == size_before && !memcmp(a, b, size);
}

static bool holds_objects(enum bpf_map_type type)
{
	return type == BPF_MAP_TYPE_ARRAY_OF_MAPS || type == BPF_MAP_TYPE_HASH_OF_MAPS || type == BPF_MAP_TYPE_PROG_ARRAY;
}

/* What differs, for a sentence; NULL: nothing does. */
static const char *difference(const struct reuse *reuse, const struct bpf_map *before, const struct bpf_object *object,
			      const struct bpf_map *map)
{
	const struct btf *btf_before = bpf_object__btf(reuse->written), *btf = bpf_object__btf(object);

	if (bpf_map__type(before) != bpf_map__type(map))
		return "it is of another type";
	if (bpf_map__key_size(before) != bpf_map__key_size(map))
		return "its key has another size";
	if (bpf_map__value_size(before) != bpf_map__value_size(map))
		return "its value has another size";
	if (bpf_map__max_entries(before) != bpf_map__max_entries(map))
		return "it has another number of entries";
	if (bpf_map__map_flags(before) != bpf_map__map_flags(map))
		return "its flags are others";
	if (!same_shape(btf_before, bpf_map__btf_key_type_id(before), btf, bpf_map__btf_key_type_id(map)))
		return "its key is of another type";
	if (!same_shape(btf_before, bpf_map__btf_value_type_id(before), btf, bpf_map__btf_value_type_id(map)))
		return bpf_map__is_internal(map) ? "the variables are others" : "its value is of another type";
	if (bpf_map__is_internal(map) && !same_initial(before, map))
		return "the variables have other initial values";
	if (holds_objects(bpf_map__type(map)))
		return "maps of maps and of programs are not taken over";
	return NULL;
}

/* .rodata and .kconfig: the verifier has worked their values into the program. */
static bool is_constant(const struct bpf_map *map)
{
	return bpf_map__is_internal(map) && (bpf_map__map_flags(map) & BPF_F_RDONLY_PROG);
}

static void reuse_map(struct bpf_object *object, struct bpf_map *map, const struct reuse *reuse, struct reporter *reporter)
{
	const char *name = bpf_map__name(map), *what;
	struct bpf_map *before = bpf_object__find_map_by_name(reuse->written, name);
	struct bpf_map *running = bpf_object__find_map_by_name(reuse->running, name);

	if (!before || !running || bpf_map__fd(running) < 0 || is_constant(map))
		return;
	what = difference(reuse, before, object, map);
	if (!what && bpf_map__reuse_fd(map, bpf_map__fd(running)))
		what = strerror(errno);
	if (what)
		report_log(reporter, "info", "Map '%s' begins anew: %s.", name, what);
}

void reuse_maps(struct bpf_object *object, const struct reuse *reuse, struct reporter *reporter)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object)
		reuse_map(object, map, reuse, reporter);
	bpf_object__for_each_map(map, reuse->written)
		if (!is_constant(map) && !bpf_object__find_map_by_name(object, bpf_map__name(map)))
			report_log(reporter, "info", "Map '%s' is gone: the new program has none of that name.",
				   bpf_map__name(map));
}
