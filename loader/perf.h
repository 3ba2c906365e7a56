/* SPDX-License-Identifier: MIT */
/* A perf event array: one perf buffer for each CPU, through libbpf. */
#ifndef LOADER_PERF_H
#define LOADER_PERF_H

#include <bpf/libbpf.h>

#include "records.h"

struct perf {
	/* Our own: libbpf takes its buffers out of the map when it closes them. */
	int fd;
	struct perf_buffer *buffer;
	struct records *records;
	/* Bytes taken in the drain that goes on. */
	size_t taken;
};

/* Bytes of each CPU's buffer. */
#define PERF_SIZE (256UL << 10)

/* records must stay where it is. 0 or -errno. */
int perf_open(struct perf *perf, int map_fd, struct records *records);
/* Takes out what is there. Returns the bytes it took in all buffers. */
size_t perf_drain(struct perf *perf);
void perf_close(struct perf *perf);

#endif
