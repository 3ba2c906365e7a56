// SPDX-License-Identifier: MIT
/* Makes a session of what was kept. */
#include "adopt.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "json.h"
#include "message.h"
#include "pins.h"
#include "place.h"
#include "section.h"
#include "unload.h"

static void say_object(const struct session *s)
{
	struct buffer b = { 0 };

	message_begin(&b, "object");
	json_base64(&b, "data", s->source.bytes, s->source.size);
	message_end(s->reporter->out, &b);
}

static void say_loaded(const struct session *s, const struct kept *kept)
{
	struct program_info *programs = calloc(kept->program_count + 1, sizeof(*programs));
	struct map_info *maps = calloc(kept->map_count + 1, sizeof(*maps));
	struct loaded_info info = { programs, 0, maps, 0 };
	size_t i;

	for (i = 0; programs && i < kept->program_count; i++)
		programs[info.program_count++] =
			(struct program_info){ kept->programs[i].name, kept->programs[i].section, kept->programs[i].id };
	for (i = 0; maps && i < kept->map_count; i++) {
		struct bpf_map *map = bpf_object__find_map_by_name(s->object, kept->maps[i].name);

		if (map)
			maps[info.map_count++] = map_info_of(bpf_map__fd(map), kept->maps[i].name);
	}
	if (programs && maps)
		s->reporter->style->loaded(s->reporter->out, &info);
	free(programs);
	free(maps);
}

static void say_attached(const struct session *s, const struct kept_program *program)
{
	char name[2 * TRACEPOINT_NAME_LIMIT] = "";
	struct section section;
	struct attached_info info = { .program = program->name,
				      .section = program->section,
				      .tracepoint = name,
				      .program_id = program->id,
				      .link_id = program->link_id,
				      .proof = "link" };

	section_parse(program->section, &section);
	if (section.kind == SECTION_TRACEPOINT)
		snprintf(name, sizeof(name), "%s/%s", section.category, section.event);
	s->reporter->style->attached(s->reporter->out, &info);
}

/* libbpf loads no program and makes no map here: the object tells names and types, and the maps are those that are pinned. */
static int take_maps(struct session *s, const struct kept *kept)
{
	size_t i;

	for (i = 0; i < kept->map_count; i++) {
		struct bpf_map *map = bpf_object__find_map_by_name(s->object, kept->maps[i].name);
		int fd = pin_open(kept, PIN_MAP, i), error;

		if (fd < 0)
			return fd;
		error = map ? bpf_map__reuse_fd(map, fd) : -EBADMSG;
		close(fd);
		if (error)
			return error;
	}
	return 0;
}

static int take_programs(struct session *s, const struct kept *kept)
{
	size_t i;

	s->adopted = calloc(kept->program_count + 1, sizeof(*s->adopted));
	if (!s->adopted)
		return -ENOMEM;
	for (i = 0; i < kept->program_count; i++) {
		struct adopted_program *a = &s->adopted[s->adopted_count];

		a->program = bpf_object__find_program_by_name(s->object, kept->programs[i].name);
		a->fd = a->program ? pin_open(kept, PIN_PROGRAM, i) : -EBADMSG;
		if (a->fd < 0)
			return a->fd;
		s->adopted_count++;
	}
	return 0;
}

static bool take(struct session *s, struct kept *kept, int folder, char *why, size_t why_size)
{
	int error = manifest_read(folder, kept);

	strcpy(kept->name, s->kept);
	if (error) {
		snprintf(why, why_size, "What is written down of it cannot be read: %s.", strerror(-error));
		return false;
	}
	unload_next(s->kept, folder, s->reporter);
	if (!pins_check(kept, s->fs, why, why_size))
		return false;
	s->source.bytes = (unsigned char *)folder_read(folder, kept_object_file(kept), OBJECT_LIMIT, &s->source.size);
	s->source.only = kept->only ? strdup(kept->only) : NULL;
	strcpy(s->source.name, kept->source);
	s->object = s->source.bytes ? object_read(&s->source) : NULL;
	if (!s->object) {
		snprintf(why, why_size, "The object file that was kept with it cannot be read.");
		return false;
	}
	error = take_maps(s, kept);
	if (!error)
		error = take_programs(s, kept);
	if (error)
		snprintf(why, why_size, "It could not be taken over: %s.", strerror(-error));
	return !error;
}

static bool take_under_lock(struct session *s, struct kept *kept, char *why, size_t why_size)
{
	struct place place;
	int folder = place_open_entry(&place, s->kept, PLACE_PATIENCE_MS, why, why_size);
	bool good;

	if (folder < 0)
		return false;
	good = take(s, kept, folder, why, why_size);
	close(folder);
	place_close(&place);
	return good;
}

bool session_adopt(struct session *s, const char *name)
{
	struct kept kept = { 0 };
	char why[1024];
	size_t i, attached = 0;
	bool good;

	strcpy(s->kept, name);
	good = take_under_lock(s, &kept, why, sizeof(why));
	if (!good) {
		report_failed(s->reporter, "adopt", NULL, 0, "%s", why);
	} else {
		good = session_start_trace(s);
	}
	if (good) {
		say_object(s);
		say_loaded(s, &kept);
		for (i = 0; i < kept.program_count; i++) {
			if (!kept.programs[i].link_id)
				continue;
			say_attached(s, &kept.programs[i]);
			attached++;
		}
		s->reporter->style->ready(s->reporter->out, attached);
	}
	kept_free(&kept);
	return good;
}
