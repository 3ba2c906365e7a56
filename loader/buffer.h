/* SPDX-License-Identifier: MIT */
/* A growable run of bytes with a hard upper limit. */
#ifndef LOADER_BUFFER_H
#define LOADER_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

/* Nothing we build in memory is larger: a 16 MiB verifier log escapes to at most 96 MiB of JSON. */
#define BUFFER_LIMIT (128UL << 20)

struct buffer {
	char *data;
	size_t len;
	size_t capacity;
	/* An append did not fit or found no memory; what was appended before is intact. */
	bool failed;
};

void buffer_add(struct buffer *b, const void *bytes, size_t len);
void buffer_add_string(struct buffer *b, const char *text);
void buffer_printf(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Forgets the first len bytes. */
void buffer_consume(struct buffer *b, size_t len);
void buffer_clear(struct buffer *b);
void buffer_free(struct buffer *b);

#endif
