// SPDX-License-Identifier: MIT
/* What is written down of programs that are kept: lines of a word and its values. */
#include "manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"

#define MANIFEST "manifest"
#define NEXT "manifest.next"
#define UNFINISHED "manifest.new"
#define FIRST_LINE "bpf-tracepoints 1"
#define MANIFEST_LIMIT (1UL << 20)

int folder_write(int folder, const char *file, const void *bytes, size_t size)
{
	int fd = openat(folder, file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	const char *p = bytes;
	int error = 0;

	if (fd < 0)
		return -errno;
	while (size && !error) {
		ssize_t n = write(fd, p, size);

		if (n < 0 && errno != EINTR)
			error = -errno;
		if (n > 0) {
			p += n;
			size -= (size_t)n;
		}
	}
	if (close(fd) && !error)
		error = -errno;
	return error;
}

char *folder_read(int folder, const char *file, size_t limit, size_t *size)
{
	int fd = openat(folder, file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct buffer b = { 0 };
	char bytes[32 << 10];
	ssize_t n = -1;

	if (fd < 0)
		return NULL;
	while (!b.failed && b.len <= limit && (n = read(fd, bytes, sizeof(bytes))) > 0)
		buffer_add(&b, bytes, (size_t)n);
	close(fd);
	*size = b.len;
	buffer_add(&b, "", 1);
	if (!n && !b.failed)
		return b.data;
	buffer_free(&b);
	errno = n < 0 ? EIO : EFBIG;
	return NULL;
}

static int write_as(int folder, const char *file, const struct kept *kept)
{
	struct buffer b = { 0 };
	size_t i;
	int error;

	buffer_printf(&b, FIRST_LINE "\nsince %lld\nuntil %lld\nend %lld\n", kept->since, kept->until, kept->end);
	if (kept->set)
		buffer_printf(&b, "set %u\n", kept->set);
	if (*kept->source)
		buffer_printf(&b, "source %s\n", kept->source);
	if (kept->only)
		buffer_printf(&b, "only %s\n", kept->only);
	for (i = 0; i < kept->program_count; i++)
		buffer_printf(&b, "program %u %u %s %s\n", kept->programs[i].id, kept->programs[i].link_id, kept->programs[i].name,
			      kept->programs[i].section);
	for (i = 0; i < kept->map_count; i++)
		buffer_printf(&b, "map %u %s\n", kept->maps[i].id, kept->maps[i].name);
	buffer_add_string(&b, "complete\n");
	unlinkat(folder, UNFINISHED, 0);
	error = b.failed ? -ENOMEM : folder_write(folder, UNFINISHED, b.data, b.len);
	buffer_free(&b);
	if (!error && renameat(folder, UNFINISHED, folder, file))
		error = -errno;
	return error;
}

int manifest_write(int folder, const struct kept *kept)
{
	return write_as(folder, MANIFEST, kept);
}

int manifest_write_next(int folder, const struct kept *kept)
{
	return write_as(folder, NEXT, kept);
}

int manifest_exchange(int folder)
{
	return renameat2(folder, NEXT, folder, MANIFEST, RENAME_EXCHANGE) ? -errno : 0;
}

int manifest_remove_next(int folder)
{
	return unlinkat(folder, NEXT, 0) ? -errno : 0;
}

const char *kept_object_file(const struct kept *kept)
{
	return kept->set ? "object_1" : "object";
}

/* Room for one more element of size bytes, or NULL. */
static void *grow(void **list, size_t *count, size_t size)
{
	char *more = *count < MANIFEST_PARTS_LIMIT ? realloc(*list, (*count + 1) * size) : NULL;

	if (!more)
		return NULL;
	*list = more;
	memset(more + *count * size, 0, size);
	return more + (*count)++ * size;
}

struct kept_program *kept_add_program(struct kept *kept)
{
	return grow((void **)&kept->programs, &kept->program_count, sizeof(*kept->programs));
}

struct kept_map *kept_add_map(struct kept *kept)
{
	return grow((void **)&kept->maps, &kept->map_count, sizeof(*kept->maps));
}

static bool read_program(struct kept *kept, const char *text)
{
	struct kept_program *p = kept_add_program(kept);

	/* The section is the rest of the line. */
	return p && sscanf(text, "%u %u %255s %255[^\n]", &p->id, &p->link_id, p->name, p->section) == 4 && p->id;
}

static bool read_map(struct kept *kept, const char *text)
{
	struct kept_map *m = kept_add_map(kept);

	return m && sscanf(text, "%u %255[^\n]", &m->id, m->name) == 2 && m->id;
}

static bool read_line(struct kept *kept, const char *word, const char *text)
{
	if (!strcmp(word, "program"))
		return read_program(kept, text);
	if (!strcmp(word, "map"))
		return read_map(kept, text);
	if (!strcmp(word, "source"))
		return sscanf(text, "%64s", kept->source) == 1;
	if (!strcmp(word, "since"))
		return sscanf(text, "%lld", &kept->since) == 1 && kept->since >= 0;
	if (!strcmp(word, "until"))
		return sscanf(text, "%lld", &kept->until) == 1 && kept->until >= 0;
	if (!strcmp(word, "end"))
		return sscanf(text, "%lld", &kept->end) == 1 && kept->end >= 0;
	if (!strcmp(word, "set"))
		return sscanf(text, "%u", &kept->set) == 1 && kept->set <= 1;
	if (strcmp(word, "only") || kept->only)
		return false;
	kept->only = strdup(text);
	return kept->only != NULL;
}

static bool parse(struct kept *kept, char *text)
{
	char *rest = NULL, *line = strtok_r(text, "\n", &rest);

	if (!line || strcmp(line, FIRST_LINE))
		return false;
	while ((line = strtok_r(NULL, "\n", &rest))) {
		char *space = strchr(line, ' ');

		if (!space)
			return !strcmp(line, "complete") && !strtok_r(NULL, "\n", &rest) && kept->program_count;
		*space = 0;
		if (!read_line(kept, line, space + 1))
			return false;
	}
	return false;
}

static int read_from(int folder, const char *file, struct kept *kept)
{
	size_t size;
	char *text = folder_read(folder, file, MANIFEST_LIMIT, &size);
	bool good;

	*kept = (struct kept){ 0 };
	if (!text)
		return -errno;
	good = strlen(text) == size && parse(kept, text);
	free(text);
	return good ? 0 : -EBADMSG;
}

int manifest_read(int folder, struct kept *kept)
{
	return read_from(folder, MANIFEST, kept);
}

int manifest_read_next(int folder, struct kept *kept)
{
	return read_from(folder, NEXT, kept);
}

void kept_free(struct kept *kept)
{
	free(kept->only);
	free(kept->programs);
	free(kept->maps);
	*kept = (struct kept){ 0 };
}
