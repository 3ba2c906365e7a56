/* SPDX-License-Identifier: MIT */
/* The process that stays behind where a time was set (limit.h). */
#ifndef LOADER_EXPIRE_H
#define LOADER_EXPIRE_H

/* Started as "expire NAME", with descriptor 3 holding its lock: waits, and unloads. An exit status. */
int expire_run(const char *name);

#endif
