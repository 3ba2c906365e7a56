// SPDX-License-Identifier: MIT
/* Reads what comes in on standard input: commands, a line each, and the object's bytes. */
#include "command.h"

#include <limits.h>
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

/* Letters, digits, "_", "-", "."; begins with a letter or a digit, so that it is no option and no hidden file. */
bool command_good_name(const char *name)
{
	const char *p;

	for (p = name; *p; p++) {
		bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9');

		if (!letter && (p == name || (*p != '_' && *p != '-' && *p != '.')))
			return false;
	}
	return p > name && (size_t)(p - name) < KEPT_NAME_LIMIT;
}

/* Digits and nothing else, at most limit. */
static bool parse_number(const char *text, unsigned int limit, unsigned int *number)
{
	size_t value = 0;
	const char *p;

	for (p = text; *p >= '0' && *p <= '9'; p++) {
		value = value * 10 + (size_t)(*p - '0');
		if (value > limit)
			return false;
	}
	*number = (unsigned int)value;
	return p > text && !*p;
}

/* "only=NAME,NAME" or "source=NAME" */
static const char *parse_load_option(struct command_reader *r, const char *word)
{
	if (!strncmp(word, "only=", 5)) {
		if (!good_names(word + 5))
			return "only= needs names of programs, a comma between them.";
		free(r->only);
		r->only = strdup(word + 5);
		return r->only ? NULL : "No memory.";
	}
	if (!strncmp(word, "source=", 7)) {
		if (!command_good_name(word + 7))
			return "source= needs the name of a file, of letters, digits, _, - and dots.";
		strcpy(r->source, word + 7);
		return NULL;
	}
	return "After load SIZE only only=NAME,NAME and source=NAME may follow.";
}

/* "SIZE [only=NAME,NAME] [source=NAME]" */
static enum command_kind parse_load(struct command_reader *r, char *text)
{
	char *rest = NULL, *word = strtok_r(text, " ", &rest);
	unsigned int size;

	if (r->receiving)
		return invalid(r, "A load command inside an object.");
	if (!word || !parse_number(word, OBJECT_LIMIT, &size))
		return invalid(r, "load needs the object's size in bytes, at most 64 MiB.");
	free(r->object);
	free(r->only);
	r->only = NULL;
	r->source[0] = 0;
	r->object = malloc(size ? size : 1);
	r->object_size = size;
	r->object_have = 0;
	if (!r->object)
		return invalid(r, "No memory for the object.");
	while ((word = strtok_r(NULL, " ", &rest))) {
		const char *problem = parse_load_option(r, word);

		if (problem)
			return invalid(r, problem);
	}
	r->receiving = size > 0;
	return size ? COMMAND_NONE : COMMAND_LOAD;
}

/* What follows a command's word: 'i' a map's id, 'n' a number, 'k' a name, 'l' perhaps limit=SECONDS. */
static const struct {
	const char *word;
	const char *takes;
	enum command_kind kind;
} commands[] = {
	{ "ping", "", COMMAND_PING },	     { "stop", "", COMMAND_STOP },	 { "stats", "n", COMMAND_STATS },
	{ "read", "i", COMMAND_READ },	     { "watch", "in", COMMAND_WATCH },	 { "events", "in", COMMAND_EVENTS },
	{ "keep", "kl", COMMAND_KEEP },	     { "kept", "", COMMAND_KEPT },	 { "adopt", "k", COMMAND_ADOPT },
	{ "unload", "k", COMMAND_UNLOAD },   { "vmlinux", "", COMMAND_VMLINUX }, { "measure", "n", COMMAND_MEASURE },
};

static bool parse_argument(struct command_arguments *arguments, char kind, const char *word)
{
	if (kind == 'i')
		return word && parse_number(word, UINT_MAX, &arguments->id);
	if (kind == 'n')
		return word && parse_number(word, MILLISECONDS_LIMIT, &arguments->number);
	if (kind == 'k') {
		if (!word || !command_good_name(word))
			return false;
		strcpy(arguments->name, word);
		return true;
	}
	return !word || (!strncmp(word, "limit=", 6) && parse_number(word + 6, KEEP_LIMIT, &arguments->number));
}

static enum command_kind parse_arguments(struct command_reader *r, size_t command, char *text)
{
	char *rest = NULL, *word = strtok_r(text, " ", &rest);
	const char *takes;

	r->arguments = (struct command_arguments){ 0 };
	for (takes = commands[command].takes; *takes; takes++) {
		if (!parse_argument(&r->arguments, *takes, word))
			return invalid(r, "A command's arguments are missing or wrong.");
		word = strtok_r(NULL, " ", &rest);
	}
	return word ? invalid(r, "A command has more words than it takes.") : commands[command].kind;
}

static enum command_kind parse_line(struct command_reader *r)
{
	char *space;
	size_t i;

	r->line[r->line_len] = 0;
	if (strlen(r->line) != r->line_len)
		return invalid(r, "A command with a zero byte in it.");
	r->line_len = 0;
	if (!strncmp(r->line, "load ", 5))
		return parse_load(r, r->line + 5);
	space = strchr(r->line, ' ');
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		size_t len = strlen(commands[i].word);

		if (strncmp(r->line, commands[i].word, len) || (r->line[len] && r->line[len] != ' '))
			continue;
		if (space && !*commands[i].takes)
			return invalid(r, "A command has more words than it takes.");
		return parse_arguments(r, i, r->line + len);
	}
	return invalid(r, "Unknown command; see docs/loader.md.");
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

const char *command_word(enum command_kind kind)
{
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (commands[i].kind == kind)
			return commands[i].word;
	return "";
}

void command_reader_free(struct command_reader *r)
{
	free(r->line);
	free(r->object);
	free(r->only);
	*r = (struct command_reader){ 0 };
}
