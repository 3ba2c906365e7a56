// SPDX-License-Identifier: MIT
/*
 * A BPF ring buffer, read from its pages. libbpf's ring_buffer does that too, but tells not how full it was, which is all there is
 * to know of records that found no room, and goes on as long as new ones come.
 */
#include "ring.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#define LENGTH_BITS ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT)

/* The descriptor's pages: the consumer's place, then the producer's, then the buffer twice (ringbuf_map_mmap_kern()). */
int ring_open(struct ring *ring, int fd)
{
	struct bpf_map_info info = { 0 };
	__u32 size = sizeof(info);
	int error = bpf_obj_get_info_by_fd(fd, &info, &size);
	void *consumer, *producer;

	if (error)
		return error;
	*ring = (struct ring){ .size = info.max_entries, .page = (size_t)sysconf(_SC_PAGESIZE) };
	consumer = mmap(NULL, ring->page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (consumer == MAP_FAILED)
		return -errno;
	producer = mmap(NULL, ring->page + 2 * ring->size, PROT_READ, MAP_SHARED, fd, (off_t)ring->page);
	if (producer == MAP_FAILED) {
		error = -errno;
		munmap(consumer, ring->page);
		return error;
	}
	ring->consumer = consumer;
	ring->producer = producer;
	ring->data = (const unsigned char *)producer + ring->page;
	return 0;
}

/*
 * How far the kernel is. When what lies between leaves no room for a record as large as the largest seen, one may have been lost:
 * __bpf_ringbuf_reserve() gives none where the new end would lie further than size - 1 from the consumer.
 */
static unsigned long look(const struct ring *ring, unsigned long at, struct records *records)
{
	unsigned long end = __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);

	if (end > at && end - at + ring->largest > ring->size - 1)
		records->full = true;
	return end;
}

size_t ring_drain(struct ring *ring, struct records *records)
{
	unsigned long start = *ring->consumer, at = start, told = start;
	unsigned long end = look(ring, at, records);

	while (at < end && at - start < 2 * ring->size) {
		const unsigned char *head = ring->data + (at & (ring->size - 1));
		uint32_t word = __atomic_load_n((const uint32_t *)(const void *)head, __ATOMIC_ACQUIRE);
		uint32_t length = word & LENGTH_BITS;
		size_t whole = (BPF_RINGBUF_HDR_SZ + (size_t)length + 7) / 8 * 8;

		/* Not finished yet, or nothing that the kernel writes. */
		if (word & BPF_RINGBUF_BUSY_BIT || whole > ring->size)
			break;
		if (whole > ring->largest)
			ring->largest = whole;
		if (!(word & BPF_RINGBUF_DISCARD_BIT))
			records_add(records, CPU_UNKNOWN, head + BPF_RINGBUF_HDR_SZ, length);
		at += whole;
		/* Telling costs the other CPUs a cache line: not for each record, and often enough to give them room. */
		if (at < end && at - told < ring->size / 8)
			continue;
		end = look(ring, told, records);
		__atomic_store_n(ring->consumer, at, __ATOMIC_RELEASE);
		told = at;
	}
	__atomic_store_n(ring->consumer, at, __ATOMIC_RELEASE);
	return at - start;
}

void ring_close(struct ring *ring)
{
	munmap(ring->consumer, ring->page);
	munmap((char *)(uintptr_t)ring->data - ring->page, ring->page + 2 * ring->size);
}
