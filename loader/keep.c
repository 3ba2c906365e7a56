// SPDX-License-Identifier: MIT
/*
 * Programs that outlive their session: they are pinned, and what was pinned is written down.
 *
 * First it is written down, then pinned: whatever cuts this short, each pin that is there is known to be ours, and what is half
 * done is listed with its problem and can be unloaded.
 */
#include "keep.h"

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
#include "pin_session.h"
#include "pins.h"
#include "place.h"
#include "unload.h"

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
	error = folder_write(folder, kept_object_file(kept), s->source.bytes, s->source.size);
	if (!error)
		error = manifest_write(folder, kept);
	if (!error)
		error = pin_session(s, kept);
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
	if (!list_session(s, kept, why, why_size) || place_open(&place, true, PLACE_PATIENCE_MS, why, why_size))
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
		let_go_session(s);
		message_begin(&b, "pinned");
		json_string(&b, "name", name);
		json_number(&b, "until", kept.until);
		message_end(s->reporter->out, &b);
	} else {
		message_denied(s->reporter->out, "keep", 0, "%s", why);
	}
	kept_free(&kept);
}
