/* SPDX-License-Identifier: MIT */
/* Reads what comes in on standard input: commands, a line each, and the object's bytes. */
#ifndef LOADER_COMMAND_H
#define LOADER_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#define OBJECT_LIMIT (64UL << 20)
/* Room for 500 names in "only=". */
#define COMMAND_LINE_LIMIT (64UL << 10)
#define PROGRAM_NAME_LIMIT 128

enum command_kind {
	/* All bytes given were taken; more are needed. */
	COMMAND_NONE,
	/* The whole object is here: object, object_size, only. */
	COMMAND_LOAD,
	COMMAND_PING,
	COMMAND_STOP,
	/* problem says what; the reader is of no further use. */
	COMMAND_INVALID,
};

struct command_reader {
	char *line;
	size_t line_len;
	bool receiving;
	unsigned char *object;
	size_t object_size;
	size_t object_have;
	/* "a,b" or NULL: all programs that load by default. */
	char *only;
	const char *problem;
};

/* Takes bytes until one command is complete; *used says how many. Call again with the rest. */
enum command_kind command_feed(struct command_reader *r, const char *bytes, size_t len, size_t *used);
void command_reader_free(struct command_reader *r);

#endif
