/* SPDX-License-Identifier: MIT */
/* A BPF ring buffer (kernel/bpf/ringbuf.c, since 5.8), read from its pages. */
#ifndef LOADER_RING_H
#define LOADER_RING_H

#include <stddef.h>

#include "records.h"

struct ring {
	/* Bytes the buffer holds; a power of two. */
	size_t size;
	/* Where we are, which the kernel reads; where the kernel is. Both count up and never wrap back. */
	unsigned long *consumer;
	const unsigned long *producer;
	/* The buffer, twice in a row, so that each record lies in one piece. */
	const unsigned char *data;
	size_t page;
	/* The largest record seen, with its head. */
	size_t largest;
};

/* Of a map's descriptor, which may be closed afterwards. 0 or -errno. */
int ring_open(struct ring *ring, int fd);
/* Takes records out, twice the buffer's size at most. Returns the bytes they took in the buffer. */
size_t ring_drain(struct ring *ring, struct records *records);
void ring_close(struct ring *ring);

#endif
