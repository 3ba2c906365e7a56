/* SPDX-License-Identifier: MIT */
/* What is written down of programs that are kept: which ids in the kernel are ours. */
#ifndef LOADER_MANIFEST_H
#define LOADER_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

#include "command.h"

#define MANIFEST_TEXT_LIMIT 256
/* Programs, and maps, of one object. */
#define MANIFEST_PARTS_LIMIT 1024

struct kept_program {
	unsigned int id;
	/* 0: it does not attach by itself. */
	unsigned int link_id;
	char name[MANIFEST_TEXT_LIMIT];
	char section[MANIFEST_TEXT_LIMIT];
};

struct kept_map {
	unsigned int id;
	char name[MANIFEST_TEXT_LIMIT];
};

struct kept {
	/* What it is kept under. */
	char name[KEPT_NAME_LIMIT];
	/* File name of the source code, or "". */
	char source[KEPT_NAME_LIMIT];
	/* As "load" had it; NULL: none. */
	char *only;
	/* Seconds since 1970; until: 0 without a limit. */
	long long since;
	long long until;
	/* Which of two sets of names its pins and its object file have, 0 or 1: what replaces it is made beside it, in the other. */
	unsigned int set;
	/* Milliseconds of CLOCK_BOOTTIME, which is what counts: nobody sets that clock, and it runs on while the machine sleeps. */
	long long end;
	struct kept_program *programs;
	size_t program_count;
	struct kept_map *maps;
	size_t map_count;
};

/* folder: a descriptor from place_entry. Whole or not at all. 0 or -errno. */
int manifest_write(int folder, const struct kept *kept);
/* 0, or -errno; -EBADMSG: it is damaged. kept is to be freed all the same; its name is the caller's to set. */
int manifest_read(int folder, struct kept *kept);
/*
 * A second manifest, while one thing that is kept replaces another: it lists what is on its way in, and after manifest_exchange()
 * what is on its way out. So whatever cuts the replacing short, what the second one lists is to be removed (unload_next).
 * 0 or -errno; -ENOENT: there is none.
 */
int manifest_write_next(int folder, const struct kept *kept);
int manifest_read_next(int folder, struct kept *kept);
/* In one step the second manifest is the first, and the first the second. 0 or -errno. */
int manifest_exchange(int folder);
int manifest_remove_next(int folder);
/* The name of its object file. */
const char *kept_object_file(const struct kept *kept);
void kept_free(struct kept *kept);
/* Room for one more, or NULL. */
struct kept_program *kept_add_program(struct kept *kept);
struct kept_map *kept_add_map(struct kept *kept);
/* A file of a folder, at most limit bytes, with a zero after them: to be freed. NULL with errno. */
char *folder_read(int folder, const char *file, size_t limit, size_t *size);
/* Makes a file that is not there yet. 0 or -errno. */
int folder_write(int folder, const char *file, const void *bytes, size_t size);

#endif
