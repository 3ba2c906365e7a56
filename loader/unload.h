/* SPDX-License-Identifier: MIT */
/* Removes what was kept: what the manifest and the kernel's own numbers agree on, and nothing else. */
#ifndef LOADER_UNLOAD_H
#define LOADER_UNLOAD_H

#include "manifest.h"
#include "place.h"
#include "report.h"

/*
 * 0 when none of the links is in the kernel any more; -errno with a sentence in why. What lies there and is not ours stays, and is
 * said in a log message.
 */
int unload_kept(const struct place *place, const char *name, struct reporter *reporter, char *why, size_t why_size);
/* Removes what the second manifest lists, if there is one: a replacement that was cut short, or what was replaced. */
void unload_next(const char *name, int folder, struct reporter *reporter);
/* After a failure in the middle of keeping. */
void unload_half(const struct place *place, const struct kept *kept, int folder);
/* Removes a folder in which nothing was ever written down. */
void unload_nothing(const struct place *place, const char *name, int folder);
/* "unload NAME": says "unloaded", or "denied". */
void answer_unload(const char *name, struct reporter *reporter);

#endif
