/* SPDX-License-Identifier: MIT */
/* A second process that cleans up when the worker cannot. */
#ifndef LOADER_KEEPER_H
#define LOADER_KEEPER_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#include "out.h"
#include "tracefs.h"

struct keeper {
	const struct tracefs *fs;
	/* Report as text for people. */
	bool text;
	/* For the worker: the keeper's number, and a descriptor that can be read (end of file) when it is gone. */
	pid_t pid;
	int fd;
	/* Shared by both processes. */
	volatile struct out_state *out_state;
};

/* The signals that end a session, blocked in both processes so that each takes them in its own time. */
void keeper_signals(sigset_t *set);
/* Returns 0 in the worker; the calling process stays the keeper and exits with the worker's status. -errno: no second process. */
int keeper_split(struct keeper *k);

#endif
