/* SPDX-License-Identifier: MIT */
/* How often the session's programs ran, and how long that took. */
#ifndef LOADER_STATS_H
#define LOADER_STATS_H

#include <stdint.h>

#include "pace.h"
#include "session.h"

struct stats {
	/* The kernel counts while this is open; -1: off, or on by a sysctl that is not ours. */
	int fd;
	/* Milliseconds between two reports; 0: none. */
	unsigned int period_ms;
	/* now_ms() when the next is due. */
	int64_t due;
};

void stats_init(struct stats *s);
/* "stats MS": begins, changes the period, or ends; says why not. */
void stats_set(struct stats *s, unsigned int period_ms, struct out *out);
/* Reports if that is due and the report before has got out; true if so. */
bool stats_turn(struct stats *s, const struct session *session, struct pace *pace);
/* Milliseconds until stats_turn has something to do; -1: nothing to wait for. */
int64_t stats_wait(const struct stats *s, const struct pace *pace);
/* What the session counted is not counted any longer. Does no harm twice. */
void stats_end(struct stats *s);

#endif
