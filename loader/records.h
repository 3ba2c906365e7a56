/* SPDX-License-Identifier: MIT */
/* Records on their way to the reader: all are counted, and the newest are kept as far as there is room. */
#ifndef LOADER_RECORDS_H
#define LOADER_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"

/* CPU of a record that comes from a ring buffer, which does not say. */
#define CPU_UNKNOWN UINT32_MAX
/* Bytes of each half of what is kept. */
#define RECORDS_HALF (256UL << 10)

struct records {
	/* Each record: CPU and length, 4 bytes each, little-endian, and its bytes. When the newer half is full it becomes the older. */
	struct buffer older;
	struct buffer newer;
	/* Since the last take. */
	uint64_t count;
	uint64_t lost;
	bool full;
};

void records_add(struct records *r, uint32_t cpu, const void *bytes, uint32_t size);
/* True when there is something to report. */
bool records_any(const struct records *r);
/* Appends the members of an "events" message, and begins anew. */
void records_take(struct records *r, struct buffer *message);
void records_free(struct records *r);

#endif
