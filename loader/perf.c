// SPDX-License-Identifier: MIT
/* A perf event array: one perf buffer for each CPU, through libbpf. */
#include "perf.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <unistd.h>

struct sample {
	struct perf_event_header header;
	uint32_t size;
	unsigned char bytes[];
};

struct lost {
	struct perf_event_header header;
	uint64_t id;
	uint64_t count;
};

static enum bpf_perf_event_ret take(void *context, int cpu, struct perf_event_header *header)
{
	struct perf *perf = context;

	perf->taken += header->size;
	if (header->type == PERF_RECORD_LOST) {
		perf->records->lost += ((const struct lost *)(const void *)header)->count;
	} else if (header->type == PERF_RECORD_SAMPLE) {
		const struct sample *sample = (const void *)header;

		if (sizeof(*sample) + sample->size <= header->size)
			records_add(perf->records, (uint32_t)cpu, sample->bytes, sample->size);
	}
	return LIBBPF_PERF_EVENT_CONT;
}

/*
 * libbpf's ready-made buffers wake the reader at each record. We read on a beat, so nobody is to be woken (wakeup_events): waking
 * makes records of its own when the program watches the scheduler.
 */
int perf_open(struct perf *perf, int map_fd, struct records *records)
{
	struct perf_event_attr attribute = {
		.size = sizeof(attribute),
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.sample_type = PERF_SAMPLE_RAW,
		.sample_period = 1,
		.wakeup_events = UINT32_MAX,
	};
	int error;

	*perf = (struct perf){ .fd = fcntl(map_fd, F_DUPFD_CLOEXEC, 3), .records = records };
	if (perf->fd < 0)
		return -errno;
	perf->buffer = perf_buffer__new_raw(perf->fd, PERF_SIZE / (size_t)sysconf(_SC_PAGESIZE), &attribute, take, perf, NULL);
	if (perf->buffer)
		return 0;
	error = -errno;
	close(perf->fd);
	return error;
}

size_t perf_drain(struct perf *perf)
{
	perf->taken = 0;
	perf_buffer__consume(perf->buffer);
	return perf->taken;
}

void perf_close(struct perf *perf)
{
	perf_buffer__free(perf->buffer);
	close(perf->fd);
}
