/* SPDX-License-Identifier: MIT */
/* Puts another object in the place of the one that runs. */
#ifndef LOADER_RELOAD_H
#define LOADER_RELOAD_H

#include "session.h"

/*
 * The new programs are attached before the old ones are detached: no event is missed, and one that comes in between is seen by
 * both. Maps that are alike (reuse.h) go over with their contents. What is kept stays kept (replace.h). False after saying why and
 * "unchanged", and then all runs as before; false too when a stop was wanted. The source's bytes are the session's from here on,
 * whatever comes of it.
 */
bool session_reload(struct session *s, const struct object_source *source);

#endif
