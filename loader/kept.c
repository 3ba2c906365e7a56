// SPDX-License-Identifier: MIT
/* What is kept on this machine, and whether it is what it was. */
#include "kept.h"

#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "json.h"
#include "limit.h"
#include "manifest.h"
#include "message.h"
#include "object.h"
#include "pins.h"
#include "place.h"
#include "unload.h"

#define PROBLEM_SIZE 512

/* As the kernel has it; false when it is not there. */
static bool describe_map(const struct kept *kept, size_t index, struct map_info *m)
{
	int fd = pin_open(kept, PIN_MAP, index);

	if (fd < 0)
		return false;
	*m = map_info_of(fd, kept->maps[index].name);
	close(fd);
	return true;
}

static void add_entry(struct buffer *b, const struct kept *kept, const char *problem)
{
	size_t i;

	json_open_object(b, NULL);
	json_string(b, "name", kept->name);
	json_string(b, "source", kept->source);
	json_number(b, "since", kept->since);
	json_number(b, "until", kept->until);
	json_number(b, "left", kept->end ? limit_left(kept->end) : 0);
	json_string(b, "problem", problem);
	json_open_array(b, "programs");
	for (i = 0; i < kept->program_count; i++) {
		const struct kept_program *p = &kept->programs[i];
		const struct program_info info = { p->name, p->section, p->id };

		report_add_program(b, &info);
	}
	json_close_array(b);
	json_open_array(b, "maps");
	for (i = 0; i < kept->map_count; i++) {
		struct map_info info;

		if (describe_map(kept, i, &info))
			report_add_map(b, &info);
	}
	json_close_array(b);
	json_close_object(b);
}

/* True when it was overdue and is gone. */
static bool watch_limit(const struct place *place, const struct kept *kept, int folder, struct reporter *reporter,
			char problem[PROBLEM_SIZE])
{
	if (!kept->end || limit_lives(folder))
		return false;
	if (limit_is_over(kept->end))
		return !unload_kept(place, kept->name, reporter, problem, PROBLEM_SIZE);
	limit_start(folder, kept->name, problem, PROBLEM_SIZE);
	return false;
}

static void look_at(const struct place *place, const char *name, const struct tracefs *fs, struct reporter *reporter,
		    struct buffer *b)
{
	char problem[PROBLEM_SIZE] = "";
	struct kept kept = { 0 };
	int folder = place_entry(place, name, false, problem, sizeof(problem)), error;

	error = folder < 0 ? folder : manifest_read(folder, &kept);
	strcpy(kept.name, name);
	if (error == -ENOENT && folder >= 0) {
		/* Cut short before anything was written down, and so before anything was pinned. */
		unload_nothing(place, name, folder);
	} else if (error) {
		if (!*problem)
			snprintf(problem, sizeof(problem), "Its manifest cannot be read: nothing proves what is ours.");
		add_entry(b, &kept, problem);
	} else if (!watch_limit(place, &kept, folder, reporter, problem)) {
		unload_next(name, folder, reporter);
		if (!*problem)
			pins_check(&kept, fs, problem, sizeof(problem));
		add_entry(b, &kept, problem);
	}
	kept_free(&kept);
	if (folder >= 0)
		close(folder);
}

static void list(const struct place *place, const struct tracefs *fs, struct reporter *reporter, struct buffer *b)
{
	DIR *dir = opendir(PLACE_ROOT);
	struct dirent *entry;

	if (!dir)
		return;
	while ((entry = readdir(dir)))
		if (command_good_name(entry->d_name))
			look_at(place, entry->d_name, fs, reporter, b);
	closedir(dir);
}

void answer_kept(const struct tracefs *fs, struct reporter *reporter)
{
	struct buffer b = { 0 };
	struct place place;
	char why[512];
	int error = place_open(&place, false, PLACE_PATIENCE_MS, why, sizeof(why));

	if (error && error != -ENOENT) {
		message_denied(reporter->out, "kept", -error, "%s", why);
		return;
	}
	message_begin(&b, "kept");
	json_open_array(&b, "entries");
	if (!error) {
		list(&place, fs, reporter, &b);
		place_close(&place);
	}
	json_close_array(&b);
	message_end(reporter->out, &b);
}
