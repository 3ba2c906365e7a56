/* SPDX-License-Identifier: MIT */
/*
 * Reports that come again and again, one at a time: none is made before the one before it has got out. So a slow connection gets
 * fewer of them, never older ones, and nothing piles up.
 */
#ifndef LOADER_PACE_H
#define LOADER_PACE_H

#include <stdint.h>

#include "buffer.h"
#include "out.h"

struct pace {
	struct out *out;
	/* out->written when the last report has got out. */
	uint64_t mark;
	/* now_ms(), asked once a turn: where the clock is a device (HPET), asking costs as much as a dozen records. */
	int64_t now;
};

/* The time has reached due, and the report before has got out. */
bool pace_due(const struct pace *pace, int64_t due);
/* Milliseconds until then; -1: only the reader of what is pending can bring that about, which poll() notices. */
int64_t pace_wait(const struct pace *pace, int64_t due);
/* Ends the message in b and hands it over. */
void pace_send(struct pace *pace, struct buffer *b);

#endif
