/* SPDX-License-Identifier: MIT */
/* The worker: commands in, messages out, one session between. */
#ifndef LOADER_SERVE_H
#define LOADER_SERVE_H

#include <stdbool.h>
#include <sys/types.h>

#include "out.h"
#include "tracefs.h"

/* Exit statuses. */
enum loader_status {
	STATUS_STOPPED = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
};

struct worker {
	/* Stop when nothing comes in for so many milliseconds; 0: never. */
	int lease_ms;
	/* libbpf's debugging messages too. */
	bool verbose;
	/* run: the object's file, text for people, no commands; NULL: serve. */
	const char *file;
	/* From keeper_start. */
	pid_t keeper;
	int keeper_fd;
	volatile struct out_state *out_state;
	const struct tracefs *fs;
};

/* The whole life of the worker process; its exit status. */
int worker_run(const struct worker *worker);

#endif
