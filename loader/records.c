// SPDX-License-Identifier: MIT
/* Records on their way to the reader: all are counted, and the newest are kept as far as there is room. */
#include "records.h"

#include <endian.h>

#include "json.h"

static void make_room(struct records *r)
{
	struct buffer oldest = r->older;

	r->older = r->newer;
	r->newer = oldest;
	buffer_clear(&r->newer);
}

void records_add(struct records *r, uint32_t cpu, const void *bytes, uint32_t size)
{
	const uint32_t head[2] = { htole32(cpu), htole32(size) };

	r->count++;
	/* The largest ring buffers take larger ones; such a record is counted and not shown. */
	if (size > RECORDS_HALF - sizeof(head))
		return;
	if (r->newer.len + sizeof(head) + size > RECORDS_HALF)
		make_room(r);
	buffer_add(&r->newer, head, sizeof(head));
	buffer_add(&r->newer, bytes, size);
	/* No memory: half a record would make the others unreadable. */
	if (r->newer.failed)
		buffer_clear(&r->newer);
}

bool records_any(const struct records *r)
{
	return r->count || r->lost || r->full;
}

void records_take(struct records *r, struct buffer *message)
{
	json_number(message, "count", (long long)r->count);
	json_number(message, "lost", (long long)r->lost);
	json_flag(message, "full", r->full);
	buffer_add(&r->older, r->newer.data, r->newer.len);
	json_base64(message, "data", r->older.data, r->older.failed ? 0 : r->older.len);
	buffer_clear(&r->older);
	buffer_clear(&r->newer);
	r->count = 0;
	r->lost = 0;
	r->full = false;
}

void records_free(struct records *r)
{
	buffer_free(&r->older);
	buffer_free(&r->newer);
}
