/* SPDX-License-Identifier: MIT */
/* Makes a session of what was kept. */
#ifndef LOADER_ADOPT_H
#define LOADER_ADOPT_H

#include "session.h"

/*
 * "adopt NAME" on a session that has nothing: says "object", "loaded", "attached" and "ready", or "failed" and returns false. The
 * session holds programs and maps for looking at, and no link: ending it leaves everything as it is.
 */
bool session_adopt(struct session *s, const char *name);

#endif
