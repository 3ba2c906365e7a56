// SPDX-License-Identifier: MIT
/* Reads what comes in on standard input: commands, a line each, and the object's bytes. */
#include "command.h"

#include <stdlib.h>
#include <string.h>

static enum command_kind invalid(struct command_reader *r, const char *problem)
{
	r->problem = problem;
	return COMMAND_INVALID;
}

/* C identifiers, comma between, no empty ones. */
static bool good_names(const char *names)
{
	size_t len = 0;
	const char *p;

	for (p = names;; p++) {
		char c = *p;

		if (!c || c == ',') {
			if (!len || len >= PROGRAM_NAME_LIMIT)
				return false;
			if (!c)
				return true;
			len = 0;
			continue;
		}
		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '_' && c != '.')
			return false;
		len++;
	}
}

/* "SIZE [only=NAME,NAME]" */
static enum command_kind parse_load(struct command_reader *r, const char *text)
{
	size_t size = 0;
	const char *p = text;

	if (r->object || r->object_size)
		return invalid(r, "One object a process: this one has had its load command.");
	for (; *p >= '0' && *p <= '9'; p++) {
		size = size * 10 + (size_t)(*p - '0');
		if (size > OBJECT_LIMIT)
			return invalid(r, "The object is larger than 64 MiB.");
	}
	if (p == text)
		return invalid(r, "load needs the object's size in bytes.");
	if (*p) {
		if (strncmp(p, " only=", 6))
			return invalid(r, "After load SIZE only only=NAME,NAME may follow.");
		if (!good_names(p + 6))
			return invalid(r, "only= needs names of programs, a comma between them.");
		r->only = strdup(p + 6);
		if (!r->only)
			return invalid(r, "No memory.");
	}
	r->object = malloc(size ? size : 1);
	if (!r->object)
		return invalid(r, "No memory for the object.");
	r->object_size = size;
	r->receiving = size > 0;
	return size ? COMMAND_NONE : COMMAND_LOAD;
}

static enum command_kind parse_line(struct command_reader *r)
{
	r->line[r->line_len] = 0;
	if (strlen(r->line) != r->line_len)
		return invalid(r, "A command with a zero byte in it.");
	r->line_len = 0;
	if (!strcmp(r->line, "ping"))
		return COMMAND_PING;
	if (!strcmp(r->line, "stop"))
		return COMMAND_STOP;
	if (!strncmp(r->line, "load ", 5))
		return parse_load(r, r->line + 5);
	return invalid(r, "Unknown command; known are load, ping and stop.");
}

static enum command_kind feed_line(struct command_reader *r, const char *bytes, size_t len, size_t *used)
{
	const char *end = memchr(bytes, '\n', len);
	size_t take = end ? (size_t)(end - bytes) : len;

	if (!r->line)
		r->line = malloc(COMMAND_LINE_LIMIT + 1);
	if (!r->line)
		return invalid(r, "No memory.");
	if (take > COMMAND_LINE_LIMIT - r->line_len)
		return invalid(r, "A command longer than 64 KiB.");
	memcpy(r->line + r->line_len, bytes, take);
	r->line_len += take;
	*used += take + (end ? 1 : 0);
	return end ? parse_line(r) : COMMAND_NONE;
}

static enum command_kind feed_object(struct command_reader *r, const char *bytes, size_t len, size_t *used)
{
	size_t missing = r->object_size - r->object_have;
	size_t take = len < missing ? len : missing;

	memcpy(r->object + r->object_have, bytes, take);
	r->object_have += take;
	*used += take;
	if (r->object_have < r->object_size)
		return COMMAND_NONE;
	r->receiving = false;
	return COMMAND_LOAD;
}

enum command_kind command_feed(struct command_reader *r, const char *bytes, size_t len, size_t *used)
{
	enum command_kind kind = COMMAND_NONE;

	*used = 0;
	while (kind == COMMAND_NONE && *used < len) {
		const char *p = bytes + *used;
		size_t left = len - *used;

		kind = r->receiving ? feed_object(r, p, left, used) : feed_line(r, p, left, used);
	}
	return kind;
}

void command_reader_free(struct command_reader *r)
{
	free(r->line);
	free(r->object);
	free(r->only);
	*r = (struct command_reader){ 0 };
}
