/* SPDX-License-Identifier: MIT */
/* Programs that outlive their session: they are pinned, and what was pinned is written down. */
#ifndef LOADER_KEEP_H
#define LOADER_KEEP_H

#include "session.h"

/*
 * "keep NAME": says "pinned", or "denied". Afterwards the session no longer holds the links: ending it leaves everything as it
 * is, and unloading works from elsewhere. seconds: when it unloads itself; 0: never.
 */
void session_keep(struct session *s, const char *name, unsigned int seconds);

#endif
