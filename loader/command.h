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
/* Names of things kept and of source files, with the zero at the end. */
#define KEPT_NAME_LIMIT 65

/* A minute between two reports is as good as none. */
#define MILLISECONDS_LIMIT 60000
/* Seconds: 30 days. */
#define KEEP_LIMIT 2592000

enum command_kind {
	/* All bytes given were taken; more are needed. */
	COMMAND_NONE,
	/* The whole object is here: object, object_size, only. */
	COMMAND_LOAD,
	COMMAND_PING,
	COMMAND_STOP,
	/* The following leave their arguments in command_reader.arguments. */
	COMMAND_STATS,
	COMMAND_READ,
	COMMAND_WATCH,
	COMMAND_EVENTS,
	COMMAND_KEEP,
	COMMAND_KEPT,
	COMMAND_ADOPT,
	COMMAND_UNLOAD,
	COMMAND_VMLINUX,
	COMMAND_MEASURE,
	/* problem says what; the reader is of no further use. */
	COMMAND_INVALID,
};

/* Of the last command; what it does not take is 0. */
struct command_arguments {
	/* A map's id in the kernel. */
	unsigned int id;
	/* Milliseconds between two reports, or that one measurement takes; "keep": seconds, 0 without limit. */
	unsigned int number;
	/* Of something kept: letters, digits, "_", "-" and "."; begins with a letter or a digit. */
	char name[KEPT_NAME_LIMIT];
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
	/* File name of the source, for whoever finds the session kept; "" if it was not said. */
	char source[KEPT_NAME_LIMIT];
	struct command_arguments arguments;
	const char *problem;
};

/* Takes bytes until one command is complete; *used says how many. Call again with the rest. */
enum command_kind command_feed(struct command_reader *r, const char *bytes, size_t len, size_t *used);
/* "ping" of COMMAND_PING; "" of what is no command of one line. */
const char *command_word(enum command_kind kind);
/* Whether something may be kept under the name. */
bool command_good_name(const char *name);
void command_reader_free(struct command_reader *r);

#endif
