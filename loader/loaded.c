// SPDX-License-Identifier: MIT
/* Lists the programs and maps that are in the kernel now. */
#include <bpf/bpf.h>
#include <stdlib.h>

#include "object.h"

unsigned int object_program_id(const struct bpf_program *program)
{
	struct bpf_prog_info info = { 0 };
	__u32 size = sizeof(info);

	return bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size) ? 0 : info.id;
}

struct map_info map_info_of(int fd, const char *name)
{
	struct bpf_map_info info = { 0 };
	__u32 size = sizeof(info);
	const char *kind;

	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return (struct map_info){ .name = name, .kind = "unknown" };
	kind = libbpf_bpf_map_type_str(info.type);
	return (struct map_info){
		.name = name,
		.id = info.id,
		.kind = kind ? kind : "unknown",
		.key_size = info.key_size,
		.value_size = info.value_size,
		.max_entries = info.max_entries,
	};
}

static bool is_of(struct bpf_object *object, unsigned int id)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object)
		if (bpf_map__fd(map) >= 0 && map_info_of(bpf_map__fd(map), "").id == id)
			return true;
	return false;
}

static void describe_map(struct bpf_map *map, struct bpf_object *running, struct map_info *m)
{
	*m = map_info_of(bpf_map__fd(map), bpf_map__name(map));
	m->reused = running && m->id && is_of(running, m->id);
}

static size_t list_programs(struct bpf_object *object, struct program_info *list)
{
	struct bpf_program *program;
	size_t count = 0;

	bpf_object__for_each_program(program, object) {
		if (!bpf_program__autoload(program))
			continue;
		if (list)
			list[count] = (struct program_info){ bpf_program__name(program), bpf_program__section_name(program),
							     object_program_id(program) };
		count++;
	}
	return count;
}

static size_t list_maps(struct bpf_object *object, struct bpf_object *running, struct map_info *list)
{
	struct bpf_map *map;
	size_t count = 0;

	bpf_object__for_each_map(map, object) {
		/* A map that is not created has no descriptor. */
		if (bpf_map__fd(map) < 0)
			continue;
		if (list)
			describe_map(map, running, &list[count]);
		count++;
	}
	return count;
}

void object_report_loaded(struct bpf_object *object, struct bpf_object *running, struct reporter *reporter)
{
	struct program_info *programs = calloc(list_programs(object, NULL) + 1, sizeof(*programs));
	struct map_info *maps = calloc(list_maps(object, NULL, NULL) + 1, sizeof(*maps));

	if (programs && maps) {
		struct loaded_info info = { .programs = programs, .maps = maps };

		info.program_count = list_programs(object, programs);
		info.map_count = list_maps(object, running, maps);
		reporter->style->loaded(reporter->out, &info);
	}
	free(programs);
	free(maps);
}
