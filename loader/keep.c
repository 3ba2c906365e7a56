// SPDX-License-Identifier: MIT
/*
 * Programs that outlive their session: they are pinned, and what was pinned is written down.
 *
 * First it is written down, then pinned: whatever cuts this short, each pin that is there is known to be ours, and what is half
 * done is listed with its problem and can be unloaded.
 */
#include "keep.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "json.h"
#include "limit.h"
#include "manifest.h"
#include "message.h"
#include "pins.h"
#include "place.h"
#include "unload.h"

/* Milliseconds that another loader may take with the folder. */
#define PATIENCE_MS 5000

/* The session's link that runs a program; NULL: none does. *known: the kernel tells of all its links. */
static struct bpf_link *link_of(const struct session *s, unsigned int program_id, struct bpf_link_info *found, bool *known)
{
	size_t i;

	for (i = 0; i < s->link_count; i++) {
		__u32 size = sizeof(*found);

		*found = (struct bpf_link_info){ 0 };
		if (bpf_obj_get_info_by_fd(bpf_link__fd(s->links[i]), found, &size) || !found->id)
			*known = false;
		else if (found->prog_id == program_id)
			return s->links[i];
	}
	*found = (struct bpf_link_info){ 0 };
	return NULL;
}

/* A word of the manifest's lines. */
static bool copy_word(char to[MANIFEST_TEXT_LIMIT], const char *text, const char *reject)
{
	if (!*text || strlen(text) >= MANIFEST_TEXT_LIMIT || strpbrk(text, reject))
		return false;
	strcpy(to, text);
	return true;
}

static bool list_programs(const struct session *s, struct kept *kept, char *why, size_t why_size)
{
	struct bpf_program *program;
	bool known = true;

	bpf_object__for_each_program(program, s->object) {
		struct kept_program *p;
		struct bpf_link_info link;

		if (!bpf_program__autoload(program))
			continue;
		p = kept_add_program(kept);
		if (!p || !copy_word(p->name, bpf_program__name(program), " \n") ||
		    !copy_word(p->section, bpf_program__section_name(program), "\n")) {
			snprintf(why, why_size, "The object has more programs, or longer names, than can be kept.");
			return false;
		}
		p->id = object_program_id(program);
		link_of(s, p->id, &link, &known);
		p->link_id = link.id;
	}
	if (known)
		return true;
	snprintf(why, why_size, "This kernel has no links for tracepoints (they came with 5.15), and without one a program ends with its session.");
	return false;
}

static bool list_maps(const struct session *s, struct kept *kept, char *why, size_t why_size)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, s->object) {
		struct bpf_map_info info = { 0 };
		__u32 size = sizeof(info);
		struct kept_map *m;

		if (bpf_map__fd(map) < 0)
			continue;
		m = kept_add_map(kept);
		if (!m || !copy_word(m->name, bpf_map__name(map), "\n") ||
		    bpf_obj_get_info_by_fd(bpf_map__fd(map), &info, &size)) {
			snprintf(why, why_size, "The object has more maps, or longer names, than can be kept.");
			return false;
		}
		m->id = info.id;
	}
	return true;
}

static void set_times(struct kept *kept, unsigned int seconds)
{
	struct timespec boot;

	kept->since = (long long)time(NULL);
	if (!seconds)
		return;
	clock_gettime(CLOCK_BOOTTIME, &boot);
	kept->until = kept->since + seconds;
	kept->end = ((long long)boot.tv_sec + seconds) * 1000 + boot.tv_nsec / 1000000;
}

static int pin_programs(const struct session *s, const struct kept *kept)
{
	struct bpf_program *program;
	size_t i = 0;
	int error = 0;

	bpf_object__for_each_program(program, s->object) {
		struct bpf_link_info info;
		struct bpf_link *link;
		bool known = true;

		if (!bpf_program__autoload(program))
			continue;
		error = pin_make(kept, PIN_PROGRAM, i, bpf_program__fd(program));
		link = link_of(s, kept->programs[i].id, &info, &known);
		if (!error && link)
			error = pin_make(kept, PIN_LINK, i, bpf_link__fd(link));
		if (error)
			return error;
		i++;
	}
	return 0;
}

static int pin_maps(const struct session *s, const struct kept *kept)
{
	struct bpf_map *map;
	size_t i = 0;
	int error;

	bpf_object__for_each_map(map, s->object) {
		if (bpf_map__fd(map) < 0)
			continue;
		error = pin_make(kept, PIN_MAP, i++, bpf_map__fd(map));
		if (error)
			return error;
	}
	return 0;
}

/* The links live by their pins from here on. Not bpf_link__destroy(): it would switch the perf event off. */
static void let_go(struct session *s)
{
	while (s->link_count) {
		struct bpf_link *link = s->links[--s->link_count];

		bpf_link__disconnect(link);
		close(bpf_link__fd(link));
		bpf_link__destroy(link);
	}
}

/* All or nothing; true when it is written down, pinned, proven, and its limit watched. */
static bool fill(const struct session *s, struct kept *kept, int folder, char *why, size_t why_size)
{
	char path[PIN_PATH_LIMIT];
	int error;

	error = place_ready_pins(why, why_size);
	if (error)
		return false;
	pin_folder(path, kept->name);
	/* A folder with pins that nobody wrote down is not ours to add to. */
	if (mkdir(path, 0700)) {
		snprintf(why, why_size, "%s cannot be made: %s.", path, strerror(errno));
		return false;
	}
	error = folder_write(folder, "object", s->source.bytes, s->source.size);
	if (!error)
		error = manifest_write(folder, kept);
	if (!error)
		error = pin_maps(s, kept);
	if (!error)
		error = pin_programs(s, kept);
	if (error) {
		snprintf(why, why_size, "The programs could not be kept: %s.", strerror(-error));
		return false;
	}
	return pins_check(kept, s->fs, why, why_size) && (!kept->end || limit_start(folder, kept->name, why, why_size));
}

static bool keep_under_lock(struct session *s, const struct place *place, struct kept *kept, char *why, size_t why_size)
{
	int folder = place_entry(place, kept->name, true, why, why_size);
	bool good;

	if (folder < 0)
		return false;
	good = fill(s, kept, folder, why, why_size);
	if (!good)
		unload_half(place, kept, folder);
	close(folder);
	return good;
}

static bool keep(struct session *s, struct kept *kept, char *why, size_t why_size)
{
	struct place place;
	bool good;

	if (*s->kept) {
		snprintf(why, why_size, "It is kept already, under the name %s.", s->kept);
		return false;
	}
	if (!list_programs(s, kept, why, why_size) || !list_maps(s, kept, why, why_size) ||
	    place_open(&place, true, PATIENCE_MS, why, why_size))
		return false;
	good = keep_under_lock(s, &place, kept, why, why_size);
	place_close(&place);
	return good;
}

void session_keep(struct session *s, const char *name, unsigned int seconds)
{
	struct kept kept = { 0 };
	struct buffer b = { 0 };
	char why[1024];

	strcpy(kept.name, name);
	strcpy(kept.source, s->source.name);
	kept.only = s->source.only ? strdup(s->source.only) : NULL;
	set_times(&kept, seconds);
	if (keep(s, &kept, why, sizeof(why))) {
		strcpy(s->kept, name);
		let_go(s);
		message_begin(&b, "pinned");
		json_string(&b, "name", name);
		json_number(&b, "until", kept.until);
		message_end(s->reporter->out, &b);
	} else {
		message_denied(s->reporter->out, "keep", 0, "%s", why);
	}
	kept_free(&kept);
}
