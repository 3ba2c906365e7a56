// SPDX-License-Identifier: MIT
/* Which maps are to be sent, once or again and again. */
#include "watch.h"

#include "clock.h"
#include "maps.h"
#include "message.h"

/* A screen shows no more, and each message costs a walk through the map. */
#define SHORTEST_PERIOD_MS 20

static struct watch *find(struct watches *w, unsigned int id)
{
	size_t i;

	for (i = 0; i < WATCH_LIMIT; i++)
		if (w->list[i].id == id)
			return &w->list[i];
	return NULL;
}

/* The map's place among those that are watched; NULL after saying why it cannot have one. */
static struct watch *place_of(struct watches *w, unsigned int id, struct bpf_object *object, const char *command,
			      struct out *out)
{
	struct bpf_map *map = id ? maps_find(object, id) : NULL;
	struct watch *place;

	if (!map) {
		message_denied(out, command, 0, "This session has no map with the id %u.", id);
		return NULL;
	}
	if (!maps_readable(map, command, out))
		return NULL;
	place = find(w, id);
	if (!place)
		place = find(w, 0);
	if (!place) {
		message_denied(out, command, 0, "No more than %d maps can be watched at once.", WATCH_LIMIT);
		return NULL;
	}
	if (!place->id)
		*place = (struct watch){ .id = id };
	return place;
}

void watch_read(struct watches *w, unsigned int id, struct bpf_object *object, struct out *out)
{
	struct watch *place = place_of(w, id, object, "read", out);

	if (place)
		place->reads++;
}

static void free_if_done(struct watch *place)
{
	if (!place->period_ms && !place->reads)
		place->id = 0;
}

void watch_set(struct watches *w, unsigned int id, unsigned int period_ms, struct bpf_object *object, struct out *out)
{
	/* Ending what has ended already, with its map perhaps, is no mistake. */
	struct watch *place = !period_ms && id ? find(w, id) : NULL;

	if (period_ms)
		place = place_of(w, id, object, "watch", out);
	if (!place)
		return;
	place->period_ms = period_ms && period_ms < SHORTEST_PERIOD_MS ? SHORTEST_PERIOD_MS : period_ms;
	place->due = now_ms();
	free_if_done(place);
}

static int64_t due_of(const struct watch *place)
{
	return place->reads ? 0 : place->due;
}

/* A map that is gone, with the object that had it before, is said once. */
static bool send_one(struct watch *place, struct bpf_object *object, struct pace *pace)
{
	struct bpf_map *map = maps_find(object, place->id);
	const char *command = place->reads ? "read" : "watch";
	bool sent = false;

	if (!map)
		message_denied(pace->out, command, 0, "The session has no map with the id %u any more.", place->id);
	else
		sent = maps_send(map, place->id, command, pace);
	if (place->reads)
		place->reads--;
	if (!sent)
		place->period_ms = 0;
	place->due = pace->now + place->period_ms;
	free_if_done(place);
	return sent;
}

bool watch_turn(struct watches *w, struct bpf_object *object, struct pace *pace)
{
	size_t i;

	for (i = 0; i < WATCH_LIMIT; i++) {
		size_t at = (w->first + i) % WATCH_LIMIT;
		struct watch *place = &w->list[at];

		if (!place->id || !pace_due(pace, due_of(place)))
			continue;
		w->first = at + 1;
		if (send_one(place, object, pace))
			return true;
	}
	return false;
}

int64_t watch_wait(const struct watches *w, const struct pace *pace)
{
	int64_t least = -1;
	size_t i;

	for (i = 0; i < WATCH_LIMIT; i++) {
		int64_t wait = w->list[i].id ? pace_wait(pace, due_of(&w->list[i])) : -1;

		if (wait >= 0 && (least < 0 || wait < least))
			least = wait;
	}
	return least;
}
