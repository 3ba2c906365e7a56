/* SPDX-License-Identifier: MIT */
/* Which maps are to be sent, once or again and again. */
#ifndef LOADER_WATCH_H
#define LOADER_WATCH_H

#include <bpf/libbpf.h>
#include <stdint.h>

#include "pace.h"

/* More maps than a program has, and than anybody looks at. */
#define WATCH_LIMIT 64

struct watch {
	/* The map's; 0: this place is free. */
	unsigned int id;
	/* Milliseconds between two messages; 0: none are wanted but those of "read". */
	unsigned int period_ms;
	/* now_ms() when the next is due. */
	int64_t due;
	/* "read" commands that are not answered yet. */
	unsigned int reads;
};

struct watches {
	struct watch list[WATCH_LIMIT];
	/* Where the next look begins, so that none has to stand back for the others. */
	size_t first;
};

/* "read ID": sends the map once. Denies it where that cannot be. */
void watch_read(struct watches *w, unsigned int id, struct bpf_object *object, struct out *out);
/* "watch ID MS": begins, changes the period, or ends. */
void watch_set(struct watches *w, unsigned int id, unsigned int period_ms, struct bpf_object *object, struct out *out);
/* Sends one map if one is due and the report before has got out; true if so. */
bool watch_turn(struct watches *w, struct bpf_object *object, struct pace *pace);
/* Milliseconds until watch_turn has something to do; -1: nothing to wait for. */
int64_t watch_wait(const struct watches *w, const struct pace *pace);

#endif
