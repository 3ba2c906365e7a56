// SPDX-License-Identifier: MIT
/*
 * Puts another object in the place of one that is kept.
 *
 * The new one is written down in a second manifest and pinned beside the old one; then the manifests change places in one step,
 * and what the second one lists is removed. Whatever cuts this short, one of the two is kept whole, and whoever looks next
 * removes the other.
 */
#include "replace.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "manifest.h"
#include "pin_session.h"
#include "pins.h"
#include "place.h"
#include "unload.h"

/* Whether what is written down is what the session has: another window may have replaced it. */
static bool is_of_session(const struct kept *kept, const struct session *s)
{
	size_t i;

	for (i = 0; i < kept->program_count; i++) {
		struct bpf_program *program = bpf_object__find_program_by_name(s->object, kept->programs[i].name);
		struct bpf_prog_info info = { 0 };
		__u32 size = sizeof(info);

		if (!program || bpf_obj_get_info_by_fd(session_program_fd(s, program), &info, &size) ||
		    info.id != kept->programs[i].id)
			return false;
	}
	return true;
}

static bool describe(const struct session *next, const struct kept *old, struct kept *new, char *why, size_t why_size)
{
	strcpy(new->name, old->name);
	strcpy(new->source, *next->source.name ? next->source.name : old->source);
	new->only = next->source.only ? strdup(next->source.only) : NULL;
	new->since = old->since;
	new->until = old->until;
	new->end = old->end;
	new->set = !old->set;
	return list_session(next, new, why, why_size);
}

/* Writes down, then pins, then has the manifests change places. */
static bool make_beside(const struct session *next, const struct kept *new, int folder, char *why, size_t why_size)
{
	int error;

	/* As it is where this was cut short before anything was written down. */
	unlinkat(folder, kept_object_file(new), 0);
	error = folder_write(folder, kept_object_file(new), next->source.bytes, next->source.size);
	if (!error)
		error = manifest_write_next(folder, new);
	if (!error)
		error = pin_session(next, new);
	if (!error && !pins_check(new, next->fs, why, why_size))
		return false;
	if (!error)
		error = manifest_exchange(folder);
	if (error)
		snprintf(why, why_size, "The new programs could not be kept: %s.", strerror(-error));
	return !error;
}

static bool replace_in(const struct session *s, const struct session *next, int folder, char *why, size_t why_size)
{
	struct kept old, new = { 0 };
	int error = manifest_read(folder, &old);
	bool good = false;

	strcpy(old.name, s->kept);
	if (error) {
		snprintf(why, why_size, "What is written down of it cannot be read: %s.", strerror(-error));
	} else if (!is_of_session(&old, s)) {
		snprintf(why, why_size, "Another window has put another version in the place of %s. Take that over.", s->kept);
	} else {
		unload_next(s->kept, folder, s->reporter);
		good = pins_check(&old, s->fs, why, why_size) && describe(next, &old, &new, why, why_size) &&
		       make_beside(next, &new, folder, why, why_size);
		unload_next(s->kept, folder, s->reporter);
	}
	kept_free(&old);
	kept_free(&new);
	return good;
}

bool replace_kept(const struct session *s, struct session *next, char *why, size_t why_size)
{
	struct place place;
	int folder = place_open_entry(&place, s->kept, PLACE_PATIENCE_MS, why, why_size);
	bool good;

	if (folder < 0)
		return false;
	good = replace_in(s, next, folder, why, why_size);
	close(folder);
	place_close(&place);
	if (good)
		let_go_session(next);
	return good;
}
