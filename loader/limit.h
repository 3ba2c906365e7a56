/* SPDX-License-Identifier: MIT */
/* The time of what is kept, and the process that stays behind until then (expire.h). */
#ifndef LOADER_LIMIT_H
#define LOADER_LIMIT_H

#include <stdbool.h>
#include <stddef.h>

/* folder: a descriptor of what is kept, from place_entry, under the lock. False with a sentence in why. */
bool limit_start(int folder, const char *name, char *why, size_t why_size);
/* Whether the process is there. */
bool limit_lives(int folder);
/* Ends the process, unless it is this one. */
void limit_end(int folder);
/* Whether the time of what is kept is up. end: kept.end, not 0. */
bool limit_is_over(long long end);
/* Seconds until then, rounded up; 0: it is over. */
long long limit_left(long long end);

#endif
