/* SPDX-License-Identifier: MIT */
/* Things to do again and again, each of which hits some tracepoints: what a program costs is seen from how long they take. */
#ifndef LOADER_WORKLOAD_H
#define LOADER_WORKLOAD_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

struct workload {
	/* "task rename", "getppid", "pipe round trip": for people. */
	const char *name;
	/* Of workload.c. */
	const struct workload_kind *kind;
	const struct system_call *call;
	int fds[4];
	pid_t child;
	struct sigaction before;
	void *page;
};

/* Writing our own name to /proc/self/comm, as in the patches that added tracepoint programs. */
void workload_rename(struct workload *w);
/* One that hits the event, as good as any; category NULL: whatever its category. False: we know of none. */
bool workload_for(struct workload *w, const char *category, const char *event);
/* Between these two, workload_do does one operation. False: it cannot be done here; then there is nothing to end. */
bool workload_begin(struct workload *w);
void workload_do(struct workload *w);
void workload_end(struct workload *w);

#endif
