/* SPDX-License-Identifier: MIT */
/* Standard output that never blocks us: what the reader does not take is kept, up to a limit. */
#ifndef LOADER_OUT_H
#define LOADER_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"

/* Above this many unread bytes further lines of the programs' output are dropped and counted. */
#define OUT_OUTPUT_LIMIT (8UL << 20)

/* What the keeper must know of the worker's output when the worker was killed. */
struct out_state {
	/* The last byte written was not the end of a line. */
	bool inside_line;
};

struct out {
	int fd;
	bool socket;
	/* Nobody reads any more. */
	bool gone;
	struct buffer pending;
	/* Bytes at the start of pending that are already written. */
	size_t sent;
	/* Bytes written since the start. */
	uint64_t written;
	/* now_ms() since when the reader took nothing, 0 when it takes. */
	int64_t blocked_since;
	volatile struct out_state *state;
};

/* Takes descriptor 1. state outlives us: the keeper reads it. */
void out_init(struct out *out, volatile struct out_state *state);
/* Appends bytes that must arrive. Written with out_flush: a write for each line would be thousands a second. */
void out_add(struct out *out, const void *bytes, size_t len);
/* True when a further line of output would be kept too long: drop it, count it. */
bool out_full(const struct out *out);
bool out_pending(const struct out *out);
/* Writes what can be written without blocking. */
void out_flush(struct out *out);
/* Flushes for at most timeout_ms. */
void out_drain(struct out *out, int timeout_ms);

#endif
