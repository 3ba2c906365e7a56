// SPDX-License-Identifier: MIT
/* Removes what was kept. */
#include "unload.h"

#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "json.h"
#include "limit.h"
#include "message.h"
#include "pins.h"

/* The kernel frees a link in the background, after all CPUs have passed a quiet point. */
#define PROOF_MS 5000
#define PROOF_STEP_MS 10

static const char *const own_files[] = { "manifest", "manifest.next", "manifest.new", "object", "object_1", "limit" };

static void remove_pins(const struct kept *kept, struct reporter *reporter)
{
	enum pin_kind kind;
	size_t i;

	for (kind = PIN_LINK; kind < PIN_KINDS; kind++) {
		for (i = 0; i < pin_count(kept, kind); i++) {
			int error = pin_expected(kept, kind, i) ? pin_remove(kept, kind, i) : 0;

			if (error && error != -ENOENT && reporter)
				report_log(reporter, "warn", "The pin %s_%zu of %s was left: it is not what was kept (%s).",
					   pin_kind_name(kind), i, kept->name, strerror(-error));
		}
	}
}

/* Says what keeps a folder from going away. */
static void report_strangers(const char *path, struct reporter *reporter)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir)
		return;
	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			report_log(reporter, "warn", "%s/%s is not ours and was left.", path, entry->d_name);
	closedir(dir);
}

static void remove_pin_folder(const char *name, struct reporter *reporter)
{
	char path[PIN_PATH_LIMIT];

	pin_folder(path, name);
	if (rmdir(path) && errno != ENOENT && reporter)
		report_strangers(path, reporter);
}

static void remove_folder(const struct place *place, const char *name, int folder, struct reporter *reporter)
{
	char path[PIN_PATH_LIMIT];
	size_t i;

	for (i = 0; i < sizeof(own_files) / sizeof(own_files[0]); i++)
		unlinkat(folder, own_files[i], 0);
	if (!unlinkat(place->fd, name, AT_REMOVEDIR) || !reporter)
		return;
	snprintf(path, sizeof(path), PLACE_ROOT "/%s", name);
	report_strangers(path, reporter);
}

static bool lives(int (*open_by_id)(__u32 id), unsigned int id)
{
	int fd = id ? open_by_id(id) : -1;

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* The first program whose link is still in the kernel when the patience is over, or NULL. */
static const struct kept_program *still_linked(const struct kept *kept)
{
	const struct timespec pause = { .tv_nsec = PROOF_STEP_MS * 1000000 };
	int64_t deadline = now_ms() + PROOF_MS;
	size_t i = 0;

	while (i < kept->program_count) {
		if (!lives(bpf_link_get_fd_by_id, kept->programs[i].link_id))
			i++;
		else if (now_ms() >= deadline)
			return &kept->programs[i];
		else
			nanosleep(&pause, NULL);
	}
	return NULL;
}

void unload_next(const char *name, int folder, struct reporter *reporter)
{
	const struct kept_program *left;
	struct kept next;
	int error = manifest_read_next(folder, &next);

	strcpy(next.name, name);
	if (!error) {
		remove_pins(&next, reporter);
		left = still_linked(&next);
		if (left && reporter)
			report_log(reporter, "warn",
				   "Link %u of program %s, of the version that was replaced, is still there: another process holds it, or it is pinned elsewhere too.",
				   left->link_id, left->name);
		unlinkat(folder, kept_object_file(&next), 0);
		manifest_remove_next(folder);
	}
	kept_free(&next);
}

static int unload_entry(const struct place *place, const char *name, int folder, struct reporter *reporter, char *why,
			size_t why_size)
{
	const struct kept_program *left;
	struct kept kept;
	int error = manifest_read(folder, &kept);

	strcpy(kept.name, name);
	if (error) {
		kept_free(&kept);
		snprintf(why, why_size,
			 PLACE_ROOT "/%s holds no manifest that can be read, so nothing proves what is ours. Look at " PIN_ROOT
				    "/%s, and remove both by hand.",
			 name, name);
		return error;
	}
	unload_next(name, folder, reporter);
	remove_pins(&kept, reporter);
	left = still_linked(&kept);
	if (left) {
		snprintf(why, why_size, "Link %u of program %s is still there: another process holds it, or it is pinned elsewhere too.",
			 left->link_id, left->name);
		error = -EBUSY;
	} else {
		limit_end(folder);
		remove_pin_folder(name, reporter);
		remove_folder(place, name, folder, reporter);
	}
	kept_free(&kept);
	return error;
}

int unload_kept(const struct place *place, const char *name, struct reporter *reporter, char *why, size_t why_size)
{
	int folder = place_entry(place, name, false, why, why_size), error;

	if (folder < 0)
		return folder;
	error = unload_entry(place, name, folder, reporter, why, why_size);
	close(folder);
	return error;
}

void unload_half(const struct place *place, const struct kept *kept, int folder)
{
	limit_end(folder);
	remove_pins(kept, NULL);
	remove_pin_folder(kept->name, NULL);
	remove_folder(place, kept->name, folder, NULL);
}

void unload_nothing(const struct place *place, const char *name, int folder)
{
	remove_pin_folder(name, NULL);
	remove_folder(place, name, folder, NULL);
}

void answer_unload(const char *name, struct reporter *reporter)
{
	struct buffer b = { 0 };
	struct place place;
	char why[1024];
	int folder = place_open_entry(&place, name, PLACE_PATIENCE_MS, why, sizeof(why)), error = folder;

	if (folder >= 0) {
		error = unload_entry(&place, name, folder, reporter, why, sizeof(why));
		close(folder);
		place_close(&place);
	}
	if (error) {
		message_denied(reporter->out, "unload", -error, "%s", why);
		return;
	}
	message_begin(&b, "unloaded");
	json_string(&b, "name", name);
	message_end(reporter->out, &b);
}
