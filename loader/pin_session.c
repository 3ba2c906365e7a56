// SPDX-License-Identifier: MIT
/* What of a session is kept: its links, programs and maps are listed, pinned, and let go of. */
#include "pin_session.h"

#include <bpf/bpf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pins.h"

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

bool list_session(const struct session *s, struct kept *kept, char *why, size_t why_size)
{
	return list_programs(s, kept, why, why_size) && list_maps(s, kept, why, why_size);
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

int pin_session(const struct session *s, const struct kept *kept)
{
	int error = pin_maps(s, kept);

	return error ? error : pin_programs(s, kept);
}

/* Not bpf_link__destroy(): it would switch the perf event off. */
void let_go_session(struct session *s)
{
	while (s->link_count) {
		struct bpf_link *link = s->links[--s->link_count];

		bpf_link__disconnect(link);
		close(bpf_link__fd(link));
		bpf_link__destroy(link);
	}
}
