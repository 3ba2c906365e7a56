// SPDX-License-Identifier: MIT
/* What comes through ring and perf buffers. */
#include "events.h"

#include <string.h>

#include "clock.h"
#include "json.h"
#include "maps.h"
#include "message.h"

/*
 * Buffers are read on a beat, not when poll() says so: waking up for each record makes records of its own when the program watches
 * the scheduler, without an end. The beat is quicker where more comes: a buffer should never be half full.
 */
#define SLOWEST_BEAT_MS 20
#define QUICKEST_BEAT_MS 1
/* Milliseconds between two messages of a map: as quick as a table need follow. */
#define REPORT_MS 50
/* Drains after detaching: more than any buffer holds. They end before, unless programs were kept running. */
#define LAST_READS 16

static size_t drain(struct events_reader *r)
{
	return r->is_ring ? ring_drain(&r->ring, &r->records) : perf_drain(&r->perf);
}

static void close_reader(struct events_reader *r)
{
	if (r->is_ring)
		ring_close(&r->ring);
	else
		perf_close(&r->perf);
	records_free(&r->records);
	*r = (struct events_reader){ 0 };
}

static struct events_reader *find(struct events *e, unsigned int id)
{
	size_t i;

	for (i = 0; i < EVENTS_LIMIT; i++)
		if (e->list[i].id == id)
			return &e->list[i];
	return NULL;
}

static int open_reader(struct events_reader *r, const struct bpf_map *map, unsigned int id)
{
	int error;

	*r = (struct events_reader){ .beat_ms = SLOWEST_BEAT_MS, .is_ring = bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF };
	if (r->is_ring)
		error = ring_open(&r->ring, bpf_map__fd(map));
	else
		error = perf_open(&r->perf, bpf_map__fd(map), &r->records);
	if (error)
		return error;
	r->id = id;
	r->size = r->is_ring ? r->ring.size : PERF_SIZE;
	r->read_due = now_ms();
	return 0;
}

static bool is_buffer(const struct bpf_map *map)
{
	return bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF || bpf_map__type(map) == BPF_MAP_TYPE_PERF_EVENT_ARRAY;
}

static void begin(struct events *e, unsigned int id, struct bpf_object *object, struct out *out)
{
	const struct bpf_map *map = id ? maps_find(object, id) : NULL;
	struct events_reader *place = find(e, 0);
	int error;

	if (!map)
		message_denied(out, "events", 0, "This session has no map with the id %u.", id);
	else if (!is_buffer(map))
		message_denied(out, "events", 0, "Map '%s' is no ring buffer and no perf event array: no events come through it.",
			       bpf_map__name(map));
	else if (!place)
		message_denied(out, "events", 0, "No more than %d buffers can be followed at once.", EVENTS_LIMIT);
	else if ((error = open_reader(place, map, id)))
		message_denied(out, "events", -error, "Map '%s' could not be opened for reading: %s.", bpf_map__name(map),
			       strerror(-error));
}

void events_set(struct events *e, unsigned int id, bool on, struct bpf_object *object, struct out *out)
{
	struct events_reader *reader = id ? find(e, id) : NULL;

	if (!on && reader)
		close_reader(reader);
	else if (on && !reader)
		begin(e, id, object, out);
}

/* Quicker at once when much came, slower step by step when little did. */
static void adapt(struct events_reader *r, size_t taken)
{
	if (taken > r->size / 2)
		r->beat_ms = QUICKEST_BEAT_MS;
	else if (taken > r->size / 4)
		r->beat_ms = (r->beat_ms + 1) / 2;
	else if (taken < r->size / 16 && r->beat_ms < SLOWEST_BEAT_MS)
		r->beat_ms++;
}

static void forget_gone(struct events *e, struct bpf_object *object)
{
	size_t i;

	for (i = 0; i < EVENTS_LIMIT; i++)
		if (e->list[i].id && !maps_find(object, e->list[i].id))
			close_reader(&e->list[i]);
	e->object = object;
}

void events_read(struct events *e, struct bpf_object *object, int64_t now)
{
	size_t i;

	if (object != e->object)
		forget_gone(e, object);
	for (i = 0; i < EVENTS_LIMIT; i++) {
		struct events_reader *r = &e->list[i];

		if (!r->id || r->read_due > now)
			continue;
		adapt(r, drain(r));
		r->read_due = now + r->beat_ms;
	}
}

static void report(struct events_reader *r, struct pace *pace)
{
	struct buffer b = { 0 };

	message_begin(&b, "events");
	json_number(&b, "id", r->id);
	json_number(&b, "time", now_ns());
	records_take(&r->records, &b);
	pace_send(pace, &b);
	r->report_due = pace->now + REPORT_MS;
}

bool events_turn(struct events *e, struct pace *pace)
{
	size_t i;

	for (i = 0; i < EVENTS_LIMIT; i++) {
		size_t at = (e->first + i) % EVENTS_LIMIT;
		struct events_reader *r = &e->list[at];

		if (!r->id || !records_any(&r->records) || !pace_due(pace, r->report_due))
			continue;
		e->first = at + 1;
		report(r, pace);
		return true;
	}
	return false;
}

static void shorten(int64_t *least, int64_t wait)
{
	if (wait >= 0 && (*least < 0 || wait < *least))
		*least = wait;
}

int64_t events_wait(const struct events *e, const struct pace *pace)
{
	int64_t least = -1, now = pace->now;
	size_t i;

	for (i = 0; i < EVENTS_LIMIT; i++) {
		const struct events_reader *r = &e->list[i];

		if (!r->id)
			continue;
		shorten(&least, r->read_due > now ? r->read_due - now : 0);
		if (records_any(&r->records))
			shorten(&least, pace_wait(pace, r->report_due));
	}
	return least;
}

void events_end(struct events *e, struct pace *pace)
{
	size_t i;
	int reads;

	for (i = 0; i < EVENTS_LIMIT; i++) {
		struct events_reader *r = &e->list[i];

		if (!r->id)
			continue;
		for (reads = 0; reads < LAST_READS && drain(r); reads++)
			;
		if (records_any(&r->records))
			report(r, pace);
		close_reader(r);
	}
}
