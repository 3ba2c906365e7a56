/* SPDX-License-Identifier: MIT */
/* What comes through ring and perf buffers. */
#ifndef LOADER_EVENTS_H
#define LOADER_EVENTS_H

#include <bpf/libbpf.h>
#include <stdint.h>

#include "pace.h"
#include "perf.h"
#include "records.h"
#include "ring.h"

/* Each can hold a megabyte for its reader. */
#define EVENTS_LIMIT 16

struct events_reader {
	/* The map's; 0: this place is free. */
	unsigned int id;
	bool is_ring;
	struct ring ring;
	struct perf perf;
	struct records records;
	/* Bytes that fit between two reads. */
	size_t size;
	/* Milliseconds between two reads, and now_ms() when the next is due. */
	int64_t beat_ms;
	int64_t read_due;
	/* now_ms() when the next message may be sent. */
	int64_t report_due;
};

struct events {
	struct events_reader list[EVENTS_LIMIT];
	/* Whose maps these are. */
	struct bpf_object *object;
	/* Where the next look begins, so that none has to stand back for the others. */
	size_t first;
};

/* "events ID 1", "events ID 0". */
void events_set(struct events *e, unsigned int id, bool on, struct bpf_object *object, struct out *out);
/*
 * Empties the buffers that are due. Never waits for the connection: what it does not carry is counted and dropped. Those of maps
 * that a new object has not taken over are read no more.
 */
void events_read(struct events *e, struct bpf_object *object, int64_t now);
/* Reports one map's records if that is due and the report before has got out; true if so. */
bool events_turn(struct events *e, struct pace *pace);
/* Milliseconds until events_read or events_turn has something to do; -1: nothing to wait for. */
int64_t events_wait(const struct events *e, const struct pace *pace);
/* Reports what is left in the buffers and closes them. */
void events_end(struct events *e, struct pace *pace);

#endif
